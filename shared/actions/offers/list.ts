import { z } from 'zod';
import type { PartnerCenterReader } from '../../connections/types';
import { defineAction } from '../action';
import { text } from '../fields';
import { refusedByPartnerCenter } from '../look-up';
import { listAvailabilities, listProducts, listSkus, type Sku } from './catalog';

/** Each product costs a call, and one for each of its SKUs. */
const mostProducts = 10;

const sku = z.strictObject({
  skuId: z.string(),
  title: z.string(),
  minimumQuantity: z.number(),
  maximumQuantity: z.number(),
  isTrial: z.boolean(),
  terms: z.array(z.strictObject({ segment: z.string(), termDuration: z.string(), billingCycle: z.string() })),
});

export const listOffers = defineAction({
  name: 'offers.list',
  title: 'List offers',
  summary: 'Lists what the customer can buy: products, and of those that are named their SKUs and terms.',
  kind: 'read',
  target: 'customer',
  connections: ['partnerCenter'],
  permissions: { partnerCenter: ['user_impersonation'] },
  gdapRoles: [],
  input: z.strictObject({
    product: text(100)
      .exactOptional()
      .describe('Id of a product or a part of its title; left out: all products, without their SKUs'),
  }),
  output: z.strictObject({
    value: z.array(z.strictObject({ productId: z.string(), title: z.string(), skus: z.array(sku).exactOptional() })),
  }),
  secrets: [],
  undo: null,
  example: { product: 'Business Premium' },

  async run({ product: wanted }, { partnerCenter, customer: { tenantId } }) {
    const products = await listProducts(partnerCenter, tenantId);
    const titled = products.map(({ id, title }) => ({ productId: id, title }));
    if (wanted === undefined) return { value: titled };
    const key = wanted.toLowerCase();
    const named = titled.filter(
      ({ productId, title }) => productId.toLowerCase() === key || title.toLowerCase().includes(key),
    );
    if (named.length > mostProducts)
      throw refusedByPartnerCenter('CATALOG_ITEM_INVALID', `${String(named.length)} products are called like that.`);
    const value = named.map(async (each) => ({ ...each, skus: await skusOf(partnerCenter, tenantId, each.productId) }));
    return { value: await Promise.all(value) };
  },
});

async function skusOf(partnerCenter: PartnerCenterReader, tenantId: string, productId: string) {
  const skus = await listSkus(partnerCenter, tenantId, productId);
  return Promise.all(skus.map((each) => withTerms(partnerCenter, tenantId, each)));
}

async function withTerms(partnerCenter: PartnerCenterReader, tenantId: string, found: Sku) {
  const { id: skuId, productId, title, minimumQuantity, maximumQuantity, isTrial = false } = found;
  const availabilities = await listAvailabilities(partnerCenter, tenantId, productId, skuId);
  const terms = availabilities.flatMap(({ segment = 'commercial', terms: offered = [] }) =>
    offered.map(({ duration, billingCycle }) => ({
      segment,
      termDuration: duration,
      billingCycle: billingCycle.toLowerCase(),
    })),
  );
  return { skuId, title, minimumQuantity, maximumQuantity, isTrial, terms };
}
