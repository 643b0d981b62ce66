import { expect, test } from 'vitest';
import { contoso } from '../testing';
import { businessPremium, partnerCenterForTests } from './testing';

const partnerCenter = partnerCenterForTests();

const [product, sku] = businessPremium.split(':') as [string, string];
const skus = `/products/${product}/skus`;
const ofCustomer = `/customers/${contoso}`;

test('from products to SKUs to availabilities, of a country or of a customer', async () => {
  const products = await partnerCenter().items('/products?country=US&targetView=OnlineServices');
  expect(products).toContainEqual(
    expect.objectContaining({
      id: product,
      productType: expect.objectContaining({ id: 'OnlineServicesNCE' }) as unknown,
    }),
  );
  expect(await partnerCenter().items(`${ofCustomer}/products?targetView=OnlineServices`)).toHaveLength(products.length);
  expect(await partnerCenter().items(`${ofCustomer}${skus}`)).toMatchObject([
    {
      id: sku,
      maximumQuantity: 300,
      dynamicAttributes: { provisioningId: 'cbdc14ab-d96c-4c30-b9f4-6ada7cdc1d46' },
    },
  ]);
  const [availability, ...others] = await partnerCenter().items(`${skus}/${sku}/availabilities?country=US`);
  expect(others).toEqual([]);
  expect(availability).toMatchObject({
    catalogItemId: `${businessPremium}:${String(availability?.['id'])}`,
    segment: 'commercial',
    defaultCurrency: { code: 'USD' },
    isPurchasable: true,
  });
  expect(availability?.['terms']).toContainEqual(expect.objectContaining({ duration: 'P1M', billingCycle: 'Monthly' }));
  expect(availability?.['terms']).toContainEqual(
    expect.objectContaining({ duration: 'P3Y', billingCycle: 'Triennial' }),
  );
  const own = `${skus}/${sku}/availabilities/${String(availability?.['id'])}?country=US`;
  expect((await partnerCenter().call('GET', own)).body).toEqual(availability);
});

test('nonprofit offers come to those who ask', async () => {
  const path = `${ofCustomer}${skus}/${sku}/availabilities`;
  expect(await partnerCenter().items(`${path}?targetSegment=nonprofit`)).toMatchObject([{ segment: 'nonprofit' }]);
  expect(await partnerCenter().items(`${path}?targetSegment=education`)).toEqual([]);
});

test('what is asked wrongly, or is not there, is refused', async () => {
  const code = async (path: string): Promise<unknown> => (await partnerCenter().call('GET', path)).body['code'];
  expect(await code('/products?targetView=OnlineServices')).toBe('3000');
  expect(await code('/products?country=US')).toBe('3000');
  expect(await code('/products?country=US&targetView=Everything')).toBe(400036);
  expect(await code('/products?country=US&targetView=OnlineServices&targetSegment=friends')).toBe(400030);
  expect(await code('/products/CFQ7TTC00000/skus?country=US')).toBe(400013);
  expect(await code(`${skus}/9999/availabilities?country=US`)).toBe(400018);
  expect(await code(`${skus}/${sku}/availabilities/CFQ7TTC00000?country=US`)).toBe(400019);
  expect(await partnerCenter().items('/products?country=US&targetView=Azure')).toEqual([]);
});

test('ids of catalogue items change with time', async () => {
  const before = await partnerCenter().catalogItem(contoso);
  await partnerCenter().advance('P20D');
  expect(await partnerCenter().catalogItem(contoso)).toBe(before);
  await partnerCenter().advance('P20D');
  expect(await partnerCenter().catalogItem(contoso)).not.toBe(before);
});

test('a withdrawn product is gone from the catalogue', async () => {
  await partnerCenter().cloud.control('seed', { partnerCenter: { withdrawn: [product] } });
  const products = await partnerCenter().items('/products?country=US&targetView=OnlineServices');
  expect(products.map(({ id }) => id)).not.toContain(product);
  expect((await partnerCenter().call('GET', `${skus}?country=US`)).status).toBe(404);
});
