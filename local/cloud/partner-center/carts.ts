// https://learn.microsoft.com/en-us/partner-center/developer/create-a-cart
import { randomUUID } from 'node:crypto';
import type { Answer } from '../wire';
import { body } from './body';
import { readLines } from './cart-lines';
import { link } from './collection';
import { refuse } from './errors';
import type { Cart } from './objects';
import { buyerOf, type PartnerRequest, type PartnerRoute, record } from './route';
import { lasting } from './settings';

export const cartRoutes: readonly PartnerRoute[] = [
  {
    method: 'POST',
    path: '/customers/{customer-id}/carts',
    auth: 'app, app+user',
    family: 'carts',
    doubledIds: true,
    handle: createCart,
  },
  {
    method: 'GET',
    path: '/customers/{customer-id}/carts/{cart-id}',
    auth: 'app, app+user',
    family: 'carts',
    handle: (request) => ({ status: 200, body: cartShape(cartOf(request)) }),
  },
];

/** The cart in the address, as long as it lives. */
export function cartOf(request: PartnerRequest): Cart {
  return request.partnerCenter.cart(buyerOf(request).id, request.params['cart-id'] ?? '') ?? refuse(800008);
}

/** Whether every order of the cart has been made. */
export function isOrdered({ lines, orders }: Cart): boolean {
  return lines.every(({ orderGroup }) => orders[orderGroup] !== undefined);
}

function createCart(request: PartnerRequest): Answer {
  const { call, token, partnerCenter } = request;
  const customer = buyerOf(request);
  const fields = body(call);
  if (fields['partnerOnRecordAttestationAccepted'] !== true) refuse(900206);
  const lines = readLines(partnerCenter, fields, customer.address.country);
  const now = Date.now();
  const cart: Cart = {
    id: randomUUID(),
    customerId: customer.id,
    createdAt: now,
    expiresAt: now + lasting(partnerCenter.settings.cartLife),
    userId: token.userId,
    lines,
    orders: {},
  };
  partnerCenter.carts.set(cart.id, cart);
  record(request, customer.id, 'cart.create', cart.id, cart.id);
  return { status: 201, body: cartShape(cart) };
}

/** A cart does not tell which orders were made of it. */
function cartShape(cart: Cart): Record<string, unknown> {
  return {
    id: cart.id,
    creationTimestamp: new Date(cart.createdAt).toISOString(),
    lastModifiedTimestamp: new Date(cart.createdAt).toISOString(),
    expirationTimestamp: new Date(cart.expiresAt).toISOString(),
    lastModifiedUser: cart.userId,
    status: isOrdered(cart) ? 'Ordered' : 'Active',
    lineItems: cart.lines.map((line) => ({ ...line, provisioningContext: {} })),
    links: { self: link(`/customers/${cart.customerId}/carts/${cart.id}`) },
    attributes: { objectType: 'Cart' },
  };
}
