// https://learn.microsoft.com/partner-center/developer/subscription-resources
import { path } from '../../connections/http/path';
import { isNotFound } from '../../connections/partner-center/errors';
import type { PartnerCenterReader, PartnerCenterWriter } from '../../connections/types';
import type { Later } from '../../later';
import { text } from '../fields';
import { refusedByPartnerCenter } from '../look-up';

export interface Subscription {
  readonly id: string;
  /** `product:sku:availability`. */
  readonly offerId: string;
  readonly offerName: string;
  readonly friendlyName?: string;
  readonly quantity: number;
  readonly status: string;
  readonly termDuration?: string;
  readonly billingCycle?: string;
  readonly autoRenewEnabled?: boolean;
  readonly orderId?: string;
  readonly creationDate?: string;
  readonly effectiveStartDate?: string;
  readonly commitmentEndDate?: string;
  readonly cancellationAllowedUntilDate?: string;
  readonly refundableQuantity?: { readonly totalQuantity?: number };
  readonly scheduledNextTermInstructions?: unknown;
}

export const subscriptionKey = text(50).describe('Id of the subscription');

/** New commerce takes back what was bought in the last seven days, counted in hours. */
const windowMs = 168 * 3_600_000;

export function listSubscriptions(partnerCenter: PartnerCenterReader, tenantId: string): Promise<Subscription[]> {
  return partnerCenter.list<Subscription>(path`/customers/${tenantId}/subscriptions`);
}

export function subscriptionsOfOrder(
  partnerCenter: PartnerCenterReader,
  tenantId: string,
  orderId: string | Later<string>,
): Promise<Subscription[]> {
  return partnerCenter.list<Subscription>(path`/customers/${tenantId}/subscriptions?order_id=${orderId}`);
}

export async function readSubscription(
  partnerCenter: PartnerCenterReader,
  tenantId: string,
  id: string,
): Promise<Subscription> {
  try {
    return (await partnerCenter.get<Subscription>(path`/customers/${tenantId}/subscriptions/${id}`)).value;
  } catch (error) {
    if (!isNotFound(error)) throw error;
    throw refusedByPartnerCenter('SUBSCRIPTION_NOT_FOUND', `The customer has no subscription ${id}.`);
  }
}

/**
 * Sets properties. The body is the whole resource: what is left out of it, renewal and scheduled changes, would be reset
 * (https://learn.microsoft.com/partner-center/developer/update-a-subscription-by-id).
 */
export async function changeSubscription(
  partnerCenter: PartnerCenterWriter,
  tenantId: string,
  id: string,
  changes: Pick<Partial<Subscription>, 'quantity' | 'status'>,
): Promise<void> {
  const address = path`/customers/${tenantId}/subscriptions/${id}`;
  const { value, etag } = await partnerCenter.get<Subscription>(address);
  await partnerCenter.patch(address, { ...value, ...changes }, etag === undefined ? {} : { etag });
}

/** Until when the whole subscription can be cancelled, RFC 3339. */
export function cancellableUntil(subscription: Subscription): string | null {
  const { cancellationAllowedUntilDate, effectiveStartDate, creationDate } = subscription;
  if (cancellationAllowedUntilDate !== undefined) return cancellationAllowedUntilDate;
  const start = Date.parse(effectiveStartDate ?? creationDate ?? '');
  return Number.isNaN(start) ? null : new Date(start + windowMs).toISOString();
}

/** Product and SKU of an offer id; undefined for those of the old commerce. */
export function partsOf(offerId: string): { readonly productId: string; readonly skuId: string } | undefined {
  const [productId, skuId, availability] = offerId.split(':');
  if (productId === undefined || skuId === undefined || availability === undefined) return undefined;
  return { productId: productId.toUpperCase(), skuId: skuId.toUpperCase() };
}
