import { randomBytes, randomUUID } from 'node:crypto';
import type { World } from '../world';
import { findItem } from './catalogue';
import type { CartLine, Order, Subscription } from './objects';
import { grantSeats } from './seats';
import { lasting } from './settings';
import { endOfTerm } from './terms';

/** Makes one order of lines billed together, and a subscription of each line. */
export function placeOrder(world: World, customerId: string, lines: readonly CartLine[]): Order {
  const { partnerCenter } = world;
  const { orderLag, provisioning } = partnerCenter.settings;
  const now = Date.now();
  const id = randomBytes(6).toString('hex');
  const [first] = lines;
  const order: Order = {
    id,
    customerId,
    createdAt: now,
    listedAt: now + lasting(orderLag),
    activeAt: now + lasting(provisioning),
    billingCycle: first?.billingCycle ?? 'none',
    currencyCode: first?.currencyCode ?? 'USD',
    lines: lines.map((line, lineItemNumber) => ({
      lineItemNumber,
      catalogItemId: line.catalogItemId,
      friendlyName: nameOf(world, line),
      termDuration: line.termDuration,
      quantity: line.quantity,
      subscriptionId: subscribe(world, { customerId, orderId: id, line, id: randomUUID(), at: now }).id,
    })),
  };
  partnerCenter.orders.set(id, order);
  return order;
}

function nameOf({ partnerCenter }: World, { friendlyName, catalogItemId }: CartLine): string {
  return friendlyName ?? findItem(partnerCenter, catalogItemId)?.sku.title ?? catalogItemId;
}

interface NewSubscription {
  readonly customerId: string;
  readonly orderId: string;
  readonly line: CartLine;
  readonly id: string;
  readonly at: number;
}

/** A new subscription, whose seats come to the customer's directory once it is active. */
export function subscribe(world: World, { customerId, orderId, line, id, at }: NewSubscription): Subscription {
  const { subscriptionLag, provisioning } = world.partnerCenter.settings;
  const { catalogItemId, quantity, billingCycle, termDuration } = line;
  const subscription: Subscription = {
    id,
    customerId,
    orderId,
    catalogItemId,
    friendlyName: nameOf(world, line),
    quantity,
    billingCycle,
    termDuration,
    createdAt: at,
    appearsAt: at + lasting(subscriptionLag),
    activeAt: at + lasting(provisioning),
    termStart: at,
    termEnd: endOfTerm(at, termDuration),
    status: 'active',
    autoRenewEnabled: true,
    additions: [{ quantity, at }],
    version: 1,
  };
  world.partnerCenter.saveSubscription(subscription);
  grantSeats(world, subscription, quantity, subscription.activeAt);
  return subscription;
}
