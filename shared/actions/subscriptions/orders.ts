// Carts and what becomes of them. https://learn.microsoft.com/partner-center/developer/create-a-cart
import { path, type UrlPath } from '../../connections/http/path';
import { cartErrorCode } from '../../connections/partner-center/codes';
import { isNotFound, isTurnedAway, refusedInside } from '../../connections/partner-center/errors';
import type { PartnerCenterReader, PartnerCenterWriter } from '../../connections/types';
import { UpstreamError } from '../../errors';
import type { JsonObject } from '../../json';
import type { Later } from '../../later';
import type { Finding } from '../action';
import { refusedByPartnerCenter } from '../look-up';
import { listSubscriptions } from './subscription';

interface Order {
  readonly id: string;
  readonly creationDate: string;
  readonly status?: string;
  readonly lineItems?: readonly {
    readonly offerId?: string;
    readonly termDuration?: string;
    readonly friendlyName?: string;
  }[];
}

export interface Ordered extends JsonObject {
  readonly orderId: string;
}

interface Cart {
  readonly id: string;
  readonly status?: string;
  readonly expirationTimestamp?: string;
  readonly lineItems?: readonly {
    readonly error?: { readonly errorCode?: number | string; readonly errorDescription?: string } | null;
  }[];
}

interface CheckoutResult {
  readonly orders?: readonly Order[] | null;
  readonly orderErrors?: readonly { readonly code?: number | string; readonly description?: string }[] | null;
}

/** How long the same order again is suspected to be a mistake. */
const suspicionMs = 24 * 3_600_000;

/** An order of the last day for the same product and term. */
export async function recentOrder(
  partnerCenter: PartnerCenterReader,
  tenantId: string,
  {
    productId,
    skuId,
    termDuration,
  }: { readonly productId: string; readonly skuId: string; readonly termDuration: string },
): Promise<Order | undefined> {
  const item = `${productId}:${skuId}:`.toLowerCase();
  const orders = await partnerCenter.list<Order>(path`/customers/${tenantId}/orders`);
  return orders.find(
    ({ creationDate, status, lineItems = [] }) =>
      status !== 'cancelled' &&
      Date.parse(creationDate) > Date.now() - suspicionMs &&
      lineItems.some(
        (line) => (line.offerId ?? '').toLowerCase().startsWith(item) && line.termDuration === termDuration,
      ),
  );
}

/** Makes a cart of one line. One that nobody checks out changes nothing and expires. */
export async function createCart(
  partnerCenter: PartnerCenterWriter,
  tenantId: string,
  line: JsonObject,
): Promise<{ readonly cartId: string }> {
  const cart = await partnerCenter.post<Cart>(path`/customers/${tenantId}/carts`, {
    partnerOnRecordAttestationAccepted: true,
    lineItems: [{ id: 0, ...line }],
  });
  const error = (cart.lineItems ?? []).map((each) => each.error).find((each) => each !== undefined && each !== null);
  if (error) {
    const code = String(error.errorCode ?? '');
    throw refusedInside(cartErrorCode(code), error.errorDescription ?? 'The line of the cart is refused.', code);
  }
  return { cartId: cart.id };
}

/** Our own call is at work on the cart, or was done with it: nobody else knows it. */
const cartIsOrdered = new Set(['800060', '800064', '800065']);

function meaningOf(error: UpstreamError): UpstreamError {
  const { code, message, upstream, retryAfterMs } = error;
  const more = { upstream, cause: error, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  if (cartIsOrdered.has(upstream.code ?? '')) return new UpstreamError('OUTCOME_UNKNOWN', message, 'unknown', more);
  // Not an order yet, and the service has not seen the call: the same again, later.
  return isTurnedAway(error) ? new UpstreamError(code, message, 'refused', more) : error;
}

/**
 * Buys what is in a cart. Inside a 201 there may be an error instead of an order.
 * https://learn.microsoft.com/partner-center/developer/checkout-a-cart
 */
export async function checkOut(
  partnerCenter: PartnerCenterWriter,
  tenantId: string,
  cartId: Later<string>,
): Promise<Ordered> {
  let result: CheckoutResult;
  try {
    result = await partnerCenter.post<CheckoutResult>(path`/customers/${tenantId}/carts/${cartId}/checkout`);
  } catch (error) {
    throw error instanceof UpstreamError ? meaningOf(error) : error;
  }
  const [order] = result.orders ?? [];
  if (order) return { orderId: order.id };
  const [error] = result.orderErrors ?? [];
  if (error) {
    const code = String(error.code ?? '');
    throw refusedInside('ORDER_FAILED', `Microsoft refused the order (${code}): ${error.description ?? ''}`, code);
  }
  throw new UpstreamError('UPSTREAM_UNAVAILABLE', 'The checkout names neither an order nor an error.', 'unknown', {
    upstream: { service: 'partnerCenter', status: 201 },
  });
}

/**
 * Looks for the order that was made of our cart, by the name only our line has: in the orders, which show it up to 15
 * minutes late, and in the subscriptions. A cart that says it was ordered tells that there is one to be found.
 */
export async function findOrder(
  partnerCenter: PartnerCenterReader,
  tenantId: string,
  cartId: Later<string>,
  name: string,
): Promise<Finding<Ordered>> {
  const cart = path`/customers/${tenantId}/carts/${cartId}`;
  const [orders, subscriptions] = await Promise.all([
    partnerCenter.list<Order>(path`/customers/${tenantId}/orders`),
    listSubscriptions(partnerCenter, tenantId),
  ]);
  const order = orders.find(({ lineItems = [] }) => lineItems.some(({ friendlyName }) => friendlyName === name));
  const orderId = order?.id ?? subscriptions.find(({ friendlyName }) => friendlyName === name)?.orderId;
  if (orderId !== undefined) return { is: 'found', result: { orderId } };
  if ((await statusOf(partnerCenter, cart)) !== 'ordered') return { is: 'absent' };
  throw refusedByPartnerCenter('OUTCOME_UNKNOWN', 'The cart was ordered, and its order is not to be seen yet.');
}

/**
 * A cart is ordered once, however often it is checked out; so one that is still open may be checked out again.
 * https://learn.microsoft.com/partner-center/developer/checkout-a-cart
 */
export async function isOpen(
  partnerCenter: PartnerCenterReader,
  tenantId: string,
  cartId: Later<string>,
): Promise<boolean> {
  return (await statusOf(partnerCenter, path`/customers/${tenantId}/carts/${cartId}`)) === 'active';
}

async function statusOf(partnerCenter: PartnerCenterReader, cart: UrlPath): Promise<string> {
  try {
    return (await partnerCenter.get<Cart>(cart)).value.status?.toLowerCase() ?? '';
  } catch (error) {
    if (isNotFound(error)) return 'gone';
    throw error;
  }
}
