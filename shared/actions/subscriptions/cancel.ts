import { z } from 'zod';
import type { PartnerCenterReader } from '../../connections/types';
import { defineAction } from '../action';
import { text } from '../fields';
import { refusedByPartnerCenter } from '../look-up';
import {
  cancellableUntil,
  changeSubscription,
  readSubscription,
  subscriptionKey,
  subscriptionsOfOrder,
  type Subscription,
} from './subscription';

const input = z
  .strictObject({
    subscription: subscriptionKey.exactOptional(),
    order: text(100).exactOptional().describe('Id of the order it was bought with'),
  })
  .refine(
    ({ subscription, order }) => (subscription === undefined) !== (order === undefined),
    'Name either the subscription or its order.',
  );

export const cancelSubscription = defineAction({
  name: 'subscriptions.cancel',
  title: 'Cancel subscription',
  summary: 'Cancels a subscription; possible within seven days of its purchase or renewal.',
  kind: 'delete',
  target: 'customer',
  connections: ['partnerCenter'],
  permissions: { partnerCenter: ['user_impersonation'] },
  gdapRoles: [],
  input,
  output: z.strictObject({ subscriptionId: z.string() }),
  secrets: [],
  undo: null,
  example: { subscription: '7a1f3c52-0000-4000-8000-000000000001' },
  subject: ({ subscription, order }) => (subscription ?? order ?? '').toLowerCase(),

  async run(order, { partnerCenter, customer: { tenantId }, once, effect, until }) {
    const { id, title } = await once('subscription', () => choose(partnerCenter, tenantId, order));
    const read = async () => stateOf(await readSubscription(partnerCenter, tenantId, id));
    await effect({
      key: 'cancel-subscription',
      summary: `Cancel ${title}`,
      service: 'partnerCenter',
      class: 'repeatable',
      after: cancelled,
      before: read,
      send: (to) => changeSubscription(to.partnerCenter, tenantId, id, cancelled),
    });
    // Partner Center may only have accepted it.
    await until('cancelled', async () => (await read()).status === cancelled.status, { deadline: 'PT2H' });
    return { subscriptionId: id };
  },
});

const cancelled = { status: 'deleted' };

/** What tells whether it is still what was bought; of a cancelled one only that it is. */
function stateOf({ status, quantity }: Subscription) {
  return status === cancelled.status ? cancelled : { status, quantity };
}

async function choose(partnerCenter: PartnerCenterReader, tenantId: string, order: z.infer<typeof input>) {
  const found = await find(partnerCenter, tenantId, order);
  const until = cancellableUntil(found);
  if (found.status !== cancelled.status && until !== null && Date.parse(until) <= Date.now())
    throw refusedByPartnerCenter('WINDOW_PASSED', `${found.offerName} could be cancelled until ${until}.`);
  return { id: found.id, title: found.offerName };
}

async function find(
  partnerCenter: PartnerCenterReader,
  tenantId: string,
  { subscription, order = '' }: z.infer<typeof input>,
): Promise<Subscription> {
  if (subscription !== undefined) return readSubscription(partnerCenter, tenantId, subscription);
  const [only, another] = await subscriptionsOfOrder(partnerCenter, tenantId, order);
  if (!only)
    throw refusedByPartnerCenter('SUBSCRIPTION_NOT_FOUND', `The customer has no subscription of order ${order}.`);
  if (another)
    throw refusedByPartnerCenter(
      'SUBSCRIPTION_NOT_FOUND',
      `Order ${order} has several subscriptions: name one of them.`,
    );
  return only;
}
