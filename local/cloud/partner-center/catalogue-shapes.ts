import { link, type Link } from './collection';
import { availabilityId, type CatalogueSku, type Segment, skuKey, terms } from './catalogue';
import { currencyOf } from './market';
import type { PartnerCenter } from './model';

type Plain = Readonly<Record<string, unknown>>;

const productPath = (sku: CatalogueSku): string => `/products/${sku.productId}`;
const skuPath = (sku: CatalogueSku): string => `${productPath(sku)}/skus/${sku.skuId}`;

/** Links to what a catalogue item consists of. */
export function itemLinks(sku: CatalogueSku, availability: string, country: string): Readonly<Record<string, Link>> {
  return {
    product: link(`${productPath(sku)}?country=${country}`),
    sku: link(`${skuPath(sku)}?country=${country}`),
    availability: link(`${skuPath(sku)}/availabilities/${availability}?country=${country}`),
  };
}

export function productShape(sku: CatalogueSku, country: string): Plain {
  return {
    id: sku.productId,
    title: sku.title,
    description: sku.title,
    productType: { id: 'OnlineServicesNCE', displayName: 'OnlineServicesNCE' },
    isMicrosoftProduct: true,
    publisherName: 'Microsoft Corporation',
    links: {
      skus: link(`${productPath(sku)}/skus?country=${country}`),
      self: link(`${productPath(sku)}?country=${country}`),
    },
  };
}

export function skuShape(sku: CatalogueSku, country: string): Plain {
  return {
    id: sku.skuId,
    productId: sku.productId,
    title: sku.title,
    description: sku.title,
    minimumQuantity: 1,
    maximumQuantity: sku.maximumQuantity,
    isTrial: false,
    supportedBillingCycles: ['annual', 'monthly', 'triennial'],
    purchasePrerequisites: ['MicrosoftCloudAgreement'],
    inventoryVariables: [],
    provisioningVariables: [],
    actions: ['Refund'],
    dynamicAttributes: {
      isMicrosoftProduct: true,
      hasConstraints: true,
      isAddon: false,
      prerequisiteSkus: [],
      isSoftwareAssuranceApplicable: false,
      upgradeTargetOffers: [],
      provisioningId: sku.provisioningId,
      internal: false,
    },
    links: {
      availabilities: link(`${skuPath(sku)}/availabilities?country=${country}`),
      self: link(`${skuPath(sku)}?country=${country}`),
    },
  };
}

const termNames: Readonly<Record<string, string>> = { P1M: 'One-Month', P1Y: 'One-Year', P3Y: 'Three-Year' };

const termId = (sku: CatalogueSku, duration: string, cycle: string): string =>
  `${sku.skuId}${duration}${cycle.slice(0, 2)}`.toLowerCase();

export function availabilityShape(
  partnerCenter: PartnerCenter,
  sku: CatalogueSku,
  segment: Segment,
  country: string,
): Plain {
  const id = availabilityId(partnerCenter, sku, segment);
  const offered = Object.entries(terms).flatMap(([duration, cycles]) => cycles.map((cycle) => ({ duration, cycle })));
  return {
    id,
    productId: sku.productId,
    skuId: sku.skuId,
    catalogItemId: `${skuKey(sku)}:${id}`,
    defaultCurrency: { code: currencyOf(country), symbol: currencyOf(country) },
    segment,
    country,
    isPurchasable: true,
    isRenewable: true,
    renewalInstructions: [
      {
        applicableTermIds: offered.map(({ duration, cycle }) => termId(sku, duration, cycle)),
        renewalOptions: [{ renewToId: skuKey(sku), isAutoRenewable: true }],
      },
    ],
    terms: offered.map(({ duration, cycle }) => ({
      id: termId(sku, duration, cycle),
      duration,
      description: `${termNames[duration] ?? duration} commitment for ${cycle} billing`,
      // With a capital here, without one in carts and orders.
      billingCycle: cycle.charAt(0).toUpperCase() + cycle.slice(1),
      cancellationPolicies: [
        {
          refundOptions: [
            { sequenceId: 0, type: 'Full', expiresAfter: 'P1D' },
            { sequenceId: 1, type: 'Partial', expiresAfter: 'P7D' },
          ],
        },
      ],
    })),
    links: { self: link(`${skuPath(sku)}/availabilities/${id}?country=${country}`) },
  };
}
