import { z } from 'zod';
import type { OrderedItem, OrderReader } from '../../connections/types';
import { errorCodes } from '../../error-codes';
import { UpstreamError } from '../../errors';
import type { JsonObject } from '../../json';
import { defineAction, type Finding } from '../action';
import { text } from '../fields';
import { beforeSending } from '../look-up';
import { chooseOffer, currentItemId } from './offer';
import { checkOut, createCart, findOrder, isOpen } from './orders';
import { cancellableUntil, subscriptionsOfOrder } from './subscription';

const id = (what: string) =>
  text(20)
    .toUpperCase()
    .regex(/^[A-Z\d]+$/, 'May hold letters and digits only.')
    .describe(what);

export const createSubscription = defineAction({
  name: 'subscriptions.create',
  title: 'Create subscription',
  summary: 'Buys seats of a product for the customer: this costs money and can be cancelled for seven days.',
  kind: 'create',
  target: 'customer',
  connections: ['partnerCenter', 'orders'],
  permissions: { partnerCenter: ['user_impersonation'] },
  gdapRoles: [],
  input: z.strictObject({
    productId: id('Id of the product, see offers.list'),
    skuId: id('Id of its SKU, see offers.list'),
    quantity: z.int().min(1, 'At least 1.').max(1_000_000, 'At most 1000000.').describe('Seats'),
    termDuration: z.enum(['P1M', 'P1Y', 'P3Y']).describe('How long it runs'),
    billingCycle: z.enum(['monthly', 'annual', 'triennial']).describe('How often it is billed'),
    segment: z
      .enum(['commercial', 'education', 'government', 'nonprofit'])
      .default('commercial')
      .describe('What kind of customer it is sold to'),
    promotionId: text(100).exactOptional().describe('Promotion to use'),
    partnerOnRecord: z
      .string()
      .regex(/^\d{4,12}$/, 'Must be an MPN id: digits only.')
      .exactOptional()
      .describe('MPN id of the indirect reseller'),
    allowDuplicate: z
      .boolean()
      .default(false)
      .describe('Buy although the same product and term was ordered in the last 24 hours'),
  }),
  output: z.strictObject({
    subscriptionId: z.string(),
    orderId: z.string(),
    cancellableUntil: z.string().nullable(),
  }),
  secrets: [],
  undo: 'subscriptions.cancel',
  example: {
    productId: 'CFQ7TTC0LCHC',
    skuId: '0002',
    quantity: 5,
    termDuration: 'P1Y',
    billingCycle: 'monthly',
    segment: 'commercial',
    allowDuplicate: false,
  },
  subject: ({ productId, skuId, termDuration }) => `${productId}:${skuId}:${termDuration}`,

  async run(wanted, context) {
    const { partnerCenter, orders, customer, limits, marker, once, effect, untilFound } = context;
    const { tenantId } = customer;
    const { productId, skuId, quantity, termDuration, billingCycle, promotionId, partnerOnRecord } = wanted;
    const sources = { partnerCenter, orders, tenantId, limits };
    const { title, cancellableFor } = await once('offer', () => chooseOffer(sources, wanted));
    const what = `${String(quantity)} × ${title}, ${termDuration}, billed ${billingCycle}`;
    const bought = { productId, skuId, title, quantity, termDuration, billingCycle, cancellableFor };
    const name = nameOf(title, marker);

    const cart = await effect({
      key: 'create-cart',
      summary: `Put ${what} into a cart`,
      service: 'partnerCenter',
      // An orphan of a second try changes nothing and expires.
      class: 'unique',
      prepares: true,
      after: { ...bought, promotionId: promotionId ?? null, partnerOnRecord: partnerOnRecord ?? null },
      send: async (to) => {
        const catalogItemId = await beforeSending(currentItemId(to.partnerCenter, tenantId, wanted));
        return harmless(
          createCart(to.partnerCenter, tenantId, {
            catalogItemId,
            quantity,
            billingCycle,
            termDuration,
            friendlyName: name,
            ...(promotionId === undefined ? {} : { promotionId }),
            ...(partnerOnRecord === undefined
              ? {}
              : { participants: [{ key: 'transaction_reseller', value: partnerOnRecord }] }),
          }),
        );
      },
      isConflict: () => false,
      find: () => Promise.resolve(notFound),
    });

    const item = { tenantId, productId, skuId, termDuration };
    await effect({
      key: 'note-order',
      summary: `Note the order of ${title}, ${termDuration}, so that it is not made twice`,
      service: 'steward',
      class: 'unique',
      prepares: true,
      after: { productId, skuId, termDuration },
      send: async (to) => {
        await to.orders.note(item, marker, { replace: wanted.allowDuplicate });
        return {};
      },
      isConflict: () => false,
      find: () => findNote(orders, item, marker),
    });

    const order = await effect({
      key: 'check-out',
      summary: `Order ${what}`,
      service: 'partnerCenter',
      class: 'once',
      after: bought,
      send: async (to) => {
        try {
          return await checkOut(to.partnerCenter, tenantId, cart.cartId);
        } catch (error) {
          // Refused for good: the same may be ordered anew as soon as the reason is gone.
          if (isFinal(error)) await to.orders.forget(item, marker).catch(() => undefined);
          throw error;
        }
      },
      find: () => findOrder(partnerCenter, tenantId, cart.cartId, name),
      // https://learn.microsoft.com/partner-center/developer/get-all-of-a-customer-s-orders
      replicationWindowMs: 15 * 60_000,
      canRepeat: () => isOpen(partnerCenter, tenantId, cart.cartId),
      undo: ({ orderId }) => ({
        action: 'subscriptions.cancel',
        input: { order: orderId },
        expect: { status: 'active', quantity },
      }),
    });

    const subscription = await untilFound(
      'subscription',
      async () => {
        const [found] = await subscriptionsOfOrder(partnerCenter, tenantId, order.orderId);
        if (found?.status !== 'active') return undefined;
        return { subscriptionId: found.id, cancellableUntil: cancellableUntil(found) };
      },
      { deadline: 'PT2H' },
    );
    return {
      subscriptionId: subscription.subscriptionId,
      orderId: order.orderId,
      cancellableUntil: subscription.cancellableUntil,
    };
  },
});

/**
 * The nickname of what this request buys, and of nothing else: the product and the random end of the request's id.
 * Orders know no other text of ours.
 */
function nameOf(title: string, marker: string): string {
  const [requestId = '', row = ''] = marker.split(':');
  return `${title.slice(0, 40)} #${requestId.slice(-12)}-${row}`;
}

function isFinal(error: unknown): boolean {
  return error instanceof UpstreamError && error.outcome === 'refused' && !errorCodes[error.code].retryable;
}

/** Carts cannot be listed. */
const notFound: Finding<never> = { is: 'absent' };

async function findNote(orders: OrderReader, item: OrderedItem, marker: string): Promise<Finding<JsonObject>> {
  const note = await orders.find(item);
  return note?.marker === marker ? { is: 'found', result: {} } : { is: 'absent' };
}

/** After an answer that says nothing another cart may be made: whether the first was need not be known. */
async function harmless<T>(made: Promise<T>): Promise<T> {
  try {
    return await made;
  } catch (error) {
    if (!(error instanceof UpstreamError) || error.upstream.status === undefined) throw error;
    if (error.outcome !== 'unknown' && error.outcome !== 'throttled') throw error;
    const { code, message, upstream, retryAfterMs } = error;
    throw new UpstreamError(code, message, 'refused', {
      upstream,
      cause: error,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
  }
}
