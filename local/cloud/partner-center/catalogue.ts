// A small part of the new-commerce catalogue, by Microsoft's ids of products and SKUs.
// https://learn.microsoft.com/en-us/partner-center/developer/product-resources
import { createHash } from 'node:crypto';
import type { PartnerCenter } from './model';

export interface CatalogueSku {
  readonly productId: string;
  readonly skuId: string;
  readonly title: string;
  readonly maximumQuantity: number;
  /** Id of the SKU in the customer's directory. */
  readonly provisioningId: string;
}

export const catalogue: readonly CatalogueSku[] = [
  {
    productId: 'CFQ7TTC0LCHC',
    skuId: '0002',
    title: 'Microsoft 365 Business Premium',
    maximumQuantity: 300,
    provisioningId: 'cbdc14ab-d96c-4c30-b9f4-6ada7cdc1d46',
  },
  {
    productId: 'CFQ7TTC0LH18',
    skuId: '0001',
    title: 'Microsoft 365 Business Basic',
    maximumQuantity: 300,
    provisioningId: '3b555118-da6a-4418-894f-7df1e2096870',
  },
  {
    productId: 'CFQ7TTC0LH16',
    skuId: '0001',
    title: 'Exchange Online (Plan 1)',
    maximumQuantity: 100_000_000,
    provisioningId: '4b9405b0-7788-4568-add1-99614e613b69',
  },
];

/** Terms with the billing cycles each can have. */
export const terms: Readonly<Record<string, readonly string[]>> = {
  P1M: ['monthly'],
  P1Y: ['monthly', 'annual'],
  P3Y: ['monthly', 'annual', 'triennial'],
};

export const segments = ['commercial', 'nonprofit'] as const;

export type Segment = (typeof segments)[number];

export const skuKey = ({ productId, skuId }: CatalogueSku): string => `${productId}:${skuId}`;

/** Whether a SKU, or its whole product, is not sold any more. */
export function isWithdrawn({ settings }: PartnerCenter, sku: CatalogueSku): boolean {
  return settings.withdrawn.some((key) => key === sku.productId || key === skuKey(sku));
}

/** What is sold at this moment. */
export function onSale(partnerCenter: PartnerCenter): CatalogueSku[] {
  return catalogue.filter((sku) => !isWithdrawn(partnerCenter, sku));
}

/** The id under which a SKU is sold to a segment: another one after a while. */
export function availabilityId(partnerCenter: PartnerCenter, sku: CatalogueSku, segment: Segment): string {
  const text = `${skuKey(sku)} ${segment} ${String(partnerCenter.catalogueGeneration)}`;
  const digits = BigInt(`0x${createHash('sha256').update(text).digest('hex')}`)
    .toString(36)
    .toUpperCase();
  return `CFQ7TTC0${digits.slice(0, 4)}`;
}

export interface CatalogueItem {
  readonly sku: CatalogueSku;
  /** undefined: an id that is not in force any more, or never was. */
  readonly segment: Segment | undefined;
}

/** What a catalogue item id (product:sku:availability) names; undefined when there is no such product. */
export function findItem(partnerCenter: PartnerCenter, catalogItemId: string): CatalogueItem | undefined {
  const [productId = '', skuId = '', availability = ''] = catalogItemId.toUpperCase().split(':');
  const sku = catalogue.find((each) => each.productId === productId && each.skuId === skuId);
  return sku && { sku, segment: segments.find((each) => availabilityId(partnerCenter, sku, each) === availability) };
}
