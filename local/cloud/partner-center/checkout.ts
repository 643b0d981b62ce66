// https://learn.microsoft.com/en-us/partner-center/developer/checkout-a-cart
import { wait } from '../latency';
import type { Answer } from '../wire';
import { cartOf, isOrdered } from './carts';
import { findItem, isWithdrawn, skuKey } from './catalogue';
import { refuse } from './errors';
import type { PartnerCenter } from './model';
import type { Cart, CartLine } from './objects';
import { placeOrder } from './order-placing';
import { orderShape } from './order-shapes';
import { buyerOf, type PartnerRequest, type PartnerRoute, record } from './route';
import { lasting } from './settings';

export const checkoutRoutes: readonly PartnerRoute[] = [
  {
    method: 'POST',
    path: '/customers/{customer-id}/carts/{cart-id}/checkout',
    auth: 'app, app+user',
    family: 'checkout',
    mark: true,
    doubledIds: true,
    handle: checkout,
  },
];

interface OrderError {
  readonly orderGroupId: string;
  readonly code: number;
  readonly description: string;
}

/** Makes orders of a cart; only one call at a time works on it. */
function checkout(request: PartnerRequest): Answer | Promise<Answer> {
  const { partnerCenter } = request;
  const cart = cartOf(request);
  const { concurrentCheckout, checkoutTime } = partnerCenter.settings;
  if (partnerCenter.working.has(cart.id)) refuse(concurrentCheckout, cart.id);
  const ms = lasting(checkoutTime);
  if (ms <= 0) return ordered(request);
  partnerCenter.working.add(cart.id);
  return wait(ms)
    .then(() => ordered(request))
    .finally(() => partnerCenter.working.delete(cart.id));
}

/** Each group of lines becomes an order or an error; groups that have their order keep it, so that a repeat orders nothing twice. */
function ordered(request: PartnerRequest): Answer {
  const { partnerCenter } = request;
  const cart = cartOf(request);
  if (isOrdered(cart)) {
    if (partnerCenter.settings.secondCheckout === 'refuse') refuse(800065, cart.id);
    return result(partnerCenter, cart, []);
  }
  if (cart.lines.some(({ error }) => error)) refuse(800009);
  const customer = buyerOf(request);
  if (partnerCenter.agreements(customer.id).length === 0) refuse(13605);
  for (const line of cart.lines) refuseUnsellable(partnerCenter, line);

  const orders: Record<string, string> = { ...cart.orders };
  const errors: OrderError[] = [];
  const placed: string[] = [];
  for (const group of new Set(cart.lines.map(({ orderGroup }) => orderGroup))) {
    if (orders[group] !== undefined) continue;
    const lines = cart.lines.filter(({ orderGroup }) => orderGroup === group);
    const error = failure(partnerCenter, lines);
    if (error) {
      errors.push({ orderGroupId: group, ...error });
      continue;
    }
    orders[group] = placeOrder(request.world, customer.id, lines).id;
    placed.push(orders[group]);
  }
  const after = { ...cart, orders };
  partnerCenter.carts.set(cart.id, after);
  if (placed.length > 0) record(request, customer.id, 'cart.checkout', cart.id, placed.join(','));
  return result(partnerCenter, after, errors);
}

function refuseUnsellable(partnerCenter: PartnerCenter, { catalogItemId, quantity }: CartLine): void {
  const item = findItem(partnerCenter, catalogItemId) ?? refuse(400013);
  if (isWithdrawn(partnerCenter, item.sku)) refuse(2091);
  if (!item.segment) refuse(400019);
  // Nobody here is qualified for other segments.
  if (item.segment !== 'commercial') refuse(2085);
  if (quantity > item.sku.maximumQuantity) refuse(2002);
}

/** What the settings let this group fail with. */
function failure(
  partnerCenter: PartnerCenter,
  lines: readonly CartLine[],
): { code: number; description: string } | undefined {
  const { failOrders } = partnerCenter.settings;
  for (const { catalogItemId } of lines) {
    const item = findItem(partnerCenter, catalogItemId);
    const code = item && failOrders[skuKey(item.sku)];
    if (code !== undefined) return { code, description: `Unable to process the order of ${catalogItemId}.` };
  }
  return undefined;
}

function result(partnerCenter: PartnerCenter, { orders }: Cart, orderErrors: readonly OrderError[]): Answer {
  const made = Object.values(orders).flatMap((id) => partnerCenter.orders.get(id) ?? []);
  return {
    status: 201,
    body: {
      orders: made.map((order) => orderShape(partnerCenter, order)),
      orderErrors,
      attributes: { objectType: 'CartCheckoutResult' },
    },
  };
}
