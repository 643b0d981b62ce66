import type { World } from '../world';
import { findItem } from './catalogue';
import type { Subscription } from './objects';
import { lasting } from './settings';

/** Seats a subscription gives: none while it is suspended or over. */
export function seatsOf({ status, quantity }: Subscription): number {
  return status === 'active' ? quantity : 0;
}

/** Brings a change of seats to the customer's directory, some time after it is in force. */
export function grantSeats(world: World, subscription: Subscription, change: number, from: number): void {
  const item = findItem(world.partnerCenter, subscription.catalogItemId);
  if (!item || change === 0) return;
  const at = from + lasting(world.partnerCenter.settings.skuLag);
  world.tenants.addSeats(subscription.customerId, item.sku.provisioningId, change, at);
}
