import { z } from 'zod';
import type { PartnerCenterReader } from '../../connections/types';
import { StewardError } from '../../errors';
import { defineAction, type Limits } from '../action';
import { refusedByPartnerCenter } from '../look-up';
import { changeSubscription, readSubscription, subscriptionKey, type Subscription } from './subscription';

export const setQuantity = defineAction({
  name: 'subscriptions.setQuantity',
  title: 'Set quantity',
  summary: 'Sets the number of seats of a subscription; they can be given back within seven days only.',
  kind: 'update',
  target: 'customer',
  connections: ['partnerCenter'],
  permissions: { partnerCenter: ['user_impersonation'] },
  gdapRoles: [],
  input: z.strictObject({
    subscription: subscriptionKey,
    quantity: z.int().min(1, 'At least 1.').max(1_000_000, 'At most 1000000.').describe('Seats it is to have'),
  }),
  output: z.strictObject({ subscriptionId: z.string(), quantity: z.number() }),
  secrets: [],
  undo: 'subscriptions.setQuantity',
  example: { subscription: '7a1f3c52-0000-4000-8000-000000000001', quantity: 7 },
  subject: ({ subscription }) => subscription.toLowerCase(),

  async run(
    { subscription: key, quantity },
    { partnerCenter, customer: { tenantId }, limits, once, effect, until, warn },
  ) {
    const { id, title, loses } = await once('subscription', () =>
      check(partnerCenter, tenantId, key, quantity, limits),
    );
    if (loses) warn('SCHEDULED_CHANGE_LOST', `What was scheduled for the next term of ${title} is taken back by this.`);
    const read = async () => ({ quantity: (await readSubscription(partnerCenter, tenantId, id)).quantity });
    await effect({
      key: 'set-quantity',
      summary: `Set ${title} to ${String(quantity)} seats`,
      service: 'partnerCenter',
      class: 'repeatable',
      after: { quantity },
      before: read,
      send: (to) => changeSubscription(to.partnerCenter, tenantId, id, { quantity }),
      undo: (before) => ({
        action: 'subscriptions.setQuantity',
        input: { subscription: id, quantity: (before as { readonly quantity: number }).quantity },
      }),
    });
    // Partner Center may only have accepted it.
    await until('quantity-in-force', async () => (await read()).quantity === quantity, { deadline: 'PT2H' });
    return { subscriptionId: id, quantity };
  },
});

/** Refuses what Microsoft would, so that a plan tells it already. */
async function check(
  partnerCenter: PartnerCenterReader,
  tenantId: string,
  key: string,
  quantity: number,
  { seatsPerOrder }: Limits,
) {
  const found = await readSubscription(partnerCenter, tenantId, key);
  const more = quantity - found.quantity;
  if (found.status !== 'active' && more !== 0)
    throw refusedByPartnerCenter('SUBSCRIPTION_NOT_CHANGEABLE', `${found.offerName} is ${found.status}.`);
  if (more > 0 && quantity > seatsPerOrder)
    throw new StewardError('QUANTITY_NOT_ALLOWED', `Steward is set to ${String(seatsPerOrder)} seats at most.`);
  if (-more > givable(found))
    throw refusedByPartnerCenter(
      'QUANTITY_NOT_ALLOWED',
      `Of ${String(found.quantity)} seats ${String(givable(found))} can be given back.`,
    );
  return { id: found.id, title: found.offerName, loses: more !== 0 && isScheduled(found) };
}

/** Seats of the last seven days; where Partner Center does not tell, it is left to Partner Center. */
function givable({ refundableQuantity }: Subscription): number {
  return refundableQuantity?.totalQuantity ?? Number.MAX_SAFE_INTEGER;
}

function isScheduled({ scheduledNextTermInstructions }: Subscription): boolean {
  return scheduledNextTermInstructions !== undefined && scheduledNextTermInstructions !== null;
}
