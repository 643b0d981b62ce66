// What can be bought, as Partner Center tells it for one customer.
// https://learn.microsoft.com/partner-center/developer/product-resources
import { path } from '../../connections/http/path';
import { isNotFound } from '../../connections/partner-center/errors';
import type { PartnerCenterReader } from '../../connections/types';
import { refusedByPartnerCenter } from '../look-up';

export interface Product {
  readonly id: string;
  readonly title: string;
}

export interface Sku {
  readonly id: string;
  readonly productId: string;
  readonly title: string;
  readonly minimumQuantity: number;
  readonly maximumQuantity: number;
  readonly isTrial?: boolean;
}

export interface Term {
  readonly duration: string;
  /** With a capital, unlike in carts. */
  readonly billingCycle: string;
  readonly cancellationPolicies?: readonly {
    readonly refundOptions?: readonly { readonly expiresAfter?: string }[];
  }[];
}

export interface Availability {
  readonly catalogItemId: string;
  readonly segment?: string;
  readonly isPurchasable?: boolean;
  readonly terms?: readonly Term[];
}

/** License-based products of new commerce that this customer can buy. */
export function listProducts(partnerCenter: PartnerCenterReader, tenantId: string): Promise<Product[]> {
  return partnerCenter.list<Product>(path`/customers/${tenantId}/products?targetView=OnlineServices`);
}

export function listSkus(partnerCenter: PartnerCenterReader, tenantId: string, productId: string): Promise<Sku[]> {
  return orInvalid(
    partnerCenter.list<Sku>(path`/customers/${tenantId}/products/${productId}/skus`),
    `There is no product ${productId} for this customer.`,
  );
}

/** What of a SKU can be bought now, by segment. The ids of these change, so they are read right before they are used. */
export async function listAvailabilities(
  partnerCenter: PartnerCenterReader,
  tenantId: string,
  productId: string,
  skuId: string,
): Promise<Availability[]> {
  const all = await orInvalid(
    partnerCenter.list<Availability>(path`/customers/${tenantId}/products/${productId}/skus/${skuId}/availabilities`),
    `There is no SKU ${productId}:${skuId} for this customer.`,
  );
  return all.filter(({ isPurchasable }) => isPurchasable !== false);
}

export function hasTerm({ terms = [] }: Availability, duration: string, billingCycle: string): boolean {
  return findTerm(terms, duration, billingCycle) !== undefined;
}

export function findTerm(terms: readonly Term[], duration: string, billingCycle: string): Term | undefined {
  return terms.find((term) => term.duration === duration && term.billingCycle.toLowerCase() === billingCycle);
}

async function orInvalid<T>(answer: Promise<T>, detail: string): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw isNotFound(error) ? refusedByPartnerCenter('CATALOG_ITEM_INVALID', detail) : error;
  }
}
