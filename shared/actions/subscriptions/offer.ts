import { path } from '../../connections/http/path';
import type { OrderReader, PartnerCenterReader } from '../../connections/types';
import { StewardError } from '../../errors';
import type { Limits } from '../action';
import { refusedByPartnerCenter } from '../look-up';
import { findTerm, hasTerm, listAvailabilities, listSkus, type Availability } from '../offers/catalog';
import { recentOrder } from './orders';

/** What is to be bought. */
export interface Wanted {
  readonly productId: string;
  readonly skuId: string;
  readonly quantity: number;
  readonly termDuration: string;
  readonly billingCycle: string;
  readonly segment: string;
  readonly allowDuplicate: boolean;
}

export interface Offer {
  readonly [name: string]: string;
  readonly title: string;
  /** How long after the purchase it can be cancelled, ISO 8601. */
  readonly cancellableFor: string;
}

interface Sources {
  readonly partnerCenter: PartnerCenterReader;
  readonly orders: OrderReader;
  readonly tenantId: string;
  readonly limits: Limits;
}

/** Checks all that can be known of an order before it is made; each refusal costs nothing yet. */
export async function chooseOffer(sources: Sources, wanted: Wanted): Promise<Offer> {
  const { partnerCenter, tenantId, limits } = sources;
  const { productId, skuId, quantity } = wanted;
  if (quantity > limits.seatsPerOrder)
    throw new StewardError(
      'QUANTITY_NOT_ALLOWED',
      `Steward is set to order ${String(limits.seatsPerOrder)} seats at most.`,
    );
  const [skus, availabilities] = await Promise.all([
    listSkus(partnerCenter, tenantId, productId),
    listAvailabilities(partnerCenter, tenantId, productId, skuId),
    refuseWithoutAgreement(partnerCenter, tenantId),
    wanted.allowDuplicate ? undefined : refuseDuplicate(sources, wanted),
  ]);
  const sku = skus.find(({ id }) => id.toUpperCase() === skuId);
  if (!sku) throw refusedByPartnerCenter('CATALOG_ITEM_INVALID', `Product ${productId} has no SKU ${skuId}.`);
  const { title, minimumQuantity, maximumQuantity } = sku;
  if (quantity < minimumQuantity || quantity > maximumQuantity)
    throw refusedByPartnerCenter(
      'QUANTITY_NOT_ALLOWED',
      `${title} is sold from ${String(minimumQuantity)} to ${String(maximumQuantity)} seats.`,
    );
  return { title, cancellableFor: windowOf(itemOf(availabilities, wanted), wanted) };
}

/** Its id at this moment, in the only place where it may be used: right before the cart. */
export async function currentItemId(
  partnerCenter: PartnerCenterReader,
  tenantId: string,
  wanted: Wanted,
): Promise<string> {
  const availabilities = await listAvailabilities(partnerCenter, tenantId, wanted.productId, wanted.skuId);
  return itemOf(availabilities, wanted).catalogItemId;
}

function itemOf(availabilities: readonly Availability[], wanted: Wanted): Availability {
  const { productId, skuId, termDuration, billingCycle, segment } = wanted;
  const sold = availabilities.filter((each) => (each.segment ?? segment).toLowerCase() === segment);
  const item = sold.find((each) => hasTerm(each, termDuration, billingCycle));
  if (item) return item;
  const what = `${productId}:${skuId}`;
  throw refusedByPartnerCenter(
    'CATALOG_ITEM_INVALID',
    sold.length === 0
      ? `${what} is not sold to this customer (${segment}).`
      : `${what} is not sold for ${termDuration} with ${billingCycle} billing.`,
  );
}

/** The longest of the refunds; where none is named there is no way back. */
function windowOf({ terms = [] }: Availability, { termDuration, billingCycle }: Wanted): string {
  const policies = findTerm(terms, termDuration, billingCycle)?.cancellationPolicies ?? [];
  const windows = policies.flatMap(({ refundOptions = [] }) => refundOptions.map(({ expiresAfter }) => expiresAfter));
  const days = windows.map((window) => Number(/^P(\d+)D$/.exec(window ?? '')?.[1] ?? 0));
  return `P${String(Math.max(0, ...days))}D`;
}

/** Either the partner confirms for the customer, or the customer has signed itself. Without: 403 13605 at checkout. */
async function refuseWithoutAgreement(partnerCenter: PartnerCenterReader, tenantId: string): Promise<void> {
  const confirmed = await partnerCenter.list(
    path`/customers/${tenantId}/agreements?agreementType=MicrosoftCustomerAgreement`,
  );
  if (confirmed.length > 0) return;
  const { value } = await partnerCenter.get<{ readonly isSigned?: boolean }>(
    path`/customers/${tenantId}/directSignedMicrosoftCustomerAgreementStatus`,
  );
  if (value.isSigned !== true)
    throw refusedByPartnerCenter('AGREEMENT_MISSING', 'Nobody has confirmed the customer agreement for this customer.');
}

/** Own notes tell at once, Partner Center tells of orders that others made. */
async function refuseDuplicate({ partnerCenter, orders, tenantId }: Sources, wanted: Wanted): Promise<void> {
  const [note, order] = await Promise.all([
    orders.find({ tenantId, ...wanted }),
    recentOrder(partnerCenter, tenantId, wanted),
  ]);
  if (note)
    throw new StewardError(
      'DUPLICATE_ORDER_SUSPECTED',
      `Request ${note.marker.split(':')[0] ?? ''} ordered the same product and term at ${note.at}.`,
    );
  if (order)
    throw refusedByPartnerCenter(
      'DUPLICATE_ORDER_SUSPECTED',
      `Order ${order.id} of ${order.creationDate} is of the same product and term.`,
    );
}
