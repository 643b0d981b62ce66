import { z } from 'zod';
import { defineAction } from '../action';
import { cancellableUntil, listSubscriptions as readAll, partsOf } from './subscription';

const text = z.string().nullable();

export const listSubscriptions = defineAction({
  name: 'subscriptions.list',
  title: 'List subscriptions',
  summary: 'Lists what the customer has bought through this partner, with quantities and terms.',
  kind: 'read',
  target: 'customer',
  connections: ['partnerCenter'],
  permissions: { partnerCenter: ['user_impersonation'] },
  gdapRoles: [],
  input: z.strictObject({}),
  output: z.strictObject({
    value: z.array(
      z.strictObject({
        subscriptionId: z.string(),
        title: z.string(),
        name: text,
        productId: text,
        skuId: text,
        quantity: z.number(),
        status: z.string(),
        termDuration: text,
        billingCycle: text,
        autoRenewEnabled: z.boolean(),
        orderId: text,
        endsAt: text,
        cancellableUntil: text,
      }),
    ),
  }),
  secrets: [],
  undo: null,
  example: {},

  async run(_input, { partnerCenter, customer: { tenantId } }) {
    const found = await readAll(partnerCenter, tenantId);
    const value = found.map((subscription) => {
      const { id, offerId, offerName, friendlyName, quantity, status, orderId } = subscription;
      return {
        subscriptionId: id,
        title: offerName,
        name: friendlyName ?? null,
        productId: partsOf(offerId)?.productId ?? null,
        skuId: partsOf(offerId)?.skuId ?? null,
        quantity,
        status,
        termDuration: subscription.termDuration ?? null,
        billingCycle: subscription.billingCycle ?? null,
        autoRenewEnabled: subscription.autoRenewEnabled ?? false,
        orderId: orderId ?? null,
        endsAt: subscription.commitmentEndDate ?? null,
        cancellableUntil: cancellableUntil(subscription),
      };
    });
    return { value: value.toSorted((a, b) => a.subscriptionId.localeCompare(b.subscriptionId, 'en')) };
  },
});
