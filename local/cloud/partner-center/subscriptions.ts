// https://learn.microsoft.com/en-us/partner-center/developer/get-all-of-a-customer-s-subscriptions
import type { Answer } from '../wire';
import { body } from './body';
import { findItem } from './catalogue';
import { collection, link } from './collection';
import { refuse } from './errors';
import { isCurrent } from './etags';
import type { Subscription } from './objects';
import { buyerOf, type PartnerRequest, type PartnerRoute, record } from './route';
import { grantSeats, seatsOf } from './seats';
import { lasting } from './settings';
import { changed } from './subscription-changes';
import { isPending, subscriptionShape } from './subscription-shapes';

const path = '/customers/{customer-id}/subscriptions';

export const subscriptionRoutes: readonly PartnerRoute[] = [
  { method: 'GET', path, auth: 'app, app+user', family: 'subscriptions', mark: true, handle: list },
  {
    method: 'GET',
    path: `${path}/{subscription-id}`,
    auth: 'app, app+user',
    family: 'subscriptions',
    handle: (request) => ({ status: 200, body: subscriptionShape(request.partnerCenter, subscriptionOf(request)) }),
  },
  {
    method: 'PATCH',
    path: `${path}/{subscription-id}`,
    auth: 'app, app+user',
    family: 'subscriptions',
    handle: update,
  },
  {
    method: 'GET',
    path: `${path}/{subscription-id}/provisioningstatus`,
    auth: 'app+user only',
    gdapRoles: ['Directory Readers', 'Global Reader'],
    family: 'subscriptions',
    handle: provisioningStatus,
  },
];

function list(request: PartnerRequest): Answer {
  const { call, partnerCenter } = request;
  const order = call.query.get('order_id');
  const partnerId = call.query.get('mpn_id');
  const shown = partnerCenter
    .subscriptionsOf(buyerOf(request).id)
    .filter((each) => each.appearsAt <= Date.now())
    .filter(
      (each) => (order === null || each.orderId === order) && (partnerId === null || each.partnerId === partnerId),
    );
  const self = link(call.url.replace(/^\/v1/, ''));
  return {
    status: 200,
    body: collection(
      shown.map((each) => subscriptionShape(partnerCenter, each)),
      { self },
    ),
  };
}

function subscriptionOf(request: PartnerRequest): Subscription {
  const id = request.params['subscription-id'] ?? '';
  const found = request.partnerCenter.subscription(buyerOf(request).id, id);
  return found && found.appearsAt <= Date.now() ? found : refuse(20003, id);
}

/** Changes a subscription at once, or accepts the change (202) and carries it out some time later. */
function update(request: PartnerRequest): Answer {
  const { call, world, partnerCenter } = request;
  const before = subscriptionOf(request);
  const { etagLife, patchTime } = partnerCenter.settings;
  const etag = call.headers['if-match'];
  if (etag !== undefined && !isCurrent(etag, before, lasting(etagLife))) refuse(2055);
  const after = changed(partnerCenter, before, body(call));
  const ms = lasting(patchTime);
  const at = Date.now() + ms;
  partnerCenter.saveSubscription(ms > 0 ? { ...before, coming: { at, after } } : after);
  grantSeats(world, after, seatsOf(after) - seatsOf(before), at);
  record(request, before.customerId, 'subscription.update', before.id, before.id);
  if (ms <= 0) return { status: 200, body: subscriptionShape(partnerCenter, after) };
  return {
    status: 202,
    headers: { Location: `/customers/${before.customerId}/subscriptions/${before.id}` },
  };
}

/** https://learn.microsoft.com/en-us/partner-center/developer/get-subscription-provisioning-status */
function provisioningStatus(request: PartnerRequest): Answer {
  const subscription = subscriptionOf(request);
  const item = findItem(request.partnerCenter, subscription.catalogItemId);
  const pending = isPending(subscription) || subscription.coming !== undefined;
  return {
    status: 200,
    body: {
      skuId: item?.sku.provisioningId.toUpperCase(),
      status: pending ? 'pending' : 'success',
      quantity: subscription.quantity,
      endDate: `${new Date(subscription.termEnd - 1000).toISOString().slice(0, 10)}T00:00:00Z`,
      attributes: { objectType: 'SubscriptionProvisioningStatus' },
    },
  };
}
