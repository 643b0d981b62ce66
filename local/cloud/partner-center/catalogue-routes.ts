// https://learn.microsoft.com/en-us/partner-center/developer/get-a-list-of-products
import type { Answer } from '../wire';
import { availabilityId, type CatalogueSku, onSale, type Segment, segments } from './catalogue';
import { availabilityShape, productShape, skuShape } from './catalogue-shapes';
import { collection, link } from './collection';
import { refuse } from './errors';
import { customerOf, type PartnerRequest, type PartnerRoute } from './route';

type Handle = (request: PartnerRequest, country: string) => Answer;

/** The whole catalogue of a country; and the same as one customer sees it, whose country need not be said. */
export const catalogueRoutes: readonly PartnerRoute[] = [
  ...both('/products', listProducts),
  byCountry('/products/{product-id}', (request, country) => ({
    status: 200,
    body: productShape(first(ofProduct(request)), country),
  })),
  ...both('/products/{product-id}/skus', (request, country) => {
    refuseSegment(request);
    return list(request, ofProduct(request), (sku) => skuShape(sku, country));
  }),
  byCountry('/products/{product-id}/skus/{sku-id}', (request, country) => ({
    status: 200,
    body: skuShape(skuOf(request), country),
  })),
  ...both('/products/{product-id}/skus/{sku-id}/availabilities', (request, country) => {
    const sku = skuOf(request);
    const wanted = refuseSegment(request);
    // Nonprofit offers come only to those who ask for them.
    const shown = segments.filter((each) => (wanted === null ? each !== 'nonprofit' : each === wanted));
    return list(request, shown, (segment) => availabilityShape(request.partnerCenter, sku, segment, country));
  }),
  byCountry('/products/{product-id}/skus/{sku-id}/availabilities/{availability-id}', (request, country) => {
    const sku = skuOf(request);
    const id = request.params['availability-id']?.toUpperCase();
    const segment = segments.find((each) => availabilityId(request.partnerCenter, sku, each) === id);
    return {
      status: 200,
      body: availabilityShape(request.partnerCenter, sku, segment ?? refuse(400019), country),
    };
  }),
];

function byCountry(path: string, handle: Handle): PartnerRoute {
  return {
    method: 'GET',
    path,
    auth: 'app, app+user',
    doubledIds: true,
    handle: (request) => {
      const country = request.call.query.get('country')?.toUpperCase() ?? '';
      return handle(request, /^[A-Z]{2}$/.test(country) ? country : refuse(3000, 'country'));
    },
  };
}

function both(path: string, handle: Handle): PartnerRoute[] {
  return [
    byCountry(path, handle),
    {
      method: 'GET',
      path: `/customers/{customer-id}${path}`,
      auth: 'app, app+user',
      doubledIds: true,
      handle: (request) => handle(request, customerOf(request).address.country),
    },
  ];
}

const views = new Set([
  'Azure',
  'AzureReservations',
  'MicrosoftAzure',
  'OnlineServices',
  'Software',
  'SoftwarePerpetual',
  'SoftwareSubscriptions',
  'MarketplaceSaaS',
]);

function listProducts(request: PartnerRequest, country: string): Answer {
  const view = request.call.query.get('targetView') ?? refuse(3000, 'targetView');
  if (!views.has(view)) refuse(400036);
  refuseSegment(request);
  const sold = view === 'OnlineServices' ? onSale(request.partnerCenter) : [];
  return list(request, sold, (sku) => productShape(sku, country));
}

function refuseSegment({ call }: PartnerRequest): Segment | 'education' | 'government' | null {
  const segment = call.query.get('targetSegment');
  switch (segment) {
    case null:
    case 'commercial':
    case 'education':
    case 'government':
    case 'nonprofit':
      return segment;
    default:
      return refuse(400030);
  }
}

function ofProduct({ params, partnerCenter }: PartnerRequest): CatalogueSku[] {
  const id = params['product-id']?.toUpperCase();
  const found = onSale(partnerCenter).filter(({ productId }) => productId === id);
  return found.length > 0 ? found : refuse(400013);
}

function skuOf(request: PartnerRequest): CatalogueSku {
  const id = request.params['sku-id'];
  return ofProduct(request).find(({ skuId }) => skuId === id) ?? refuse(400018);
}

function first(skus: readonly CatalogueSku[]): CatalogueSku {
  return skus[0] ?? refuse(400013);
}

function list<T>({ call }: PartnerRequest, items: readonly T[], shape: (item: T) => unknown): Answer {
  const self = link(call.url.replace(/^\/v1/, ''));
  return { status: 200, body: collection(items.map(shape), { self }) };
}
