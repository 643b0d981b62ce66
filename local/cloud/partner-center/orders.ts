// https://learn.microsoft.com/en-us/partner-center/developer/get-all-of-a-customer-s-orders
import { collection, link } from './collection';
import { refuse } from './errors';
import type { Order } from './objects';
import { isProvisioned, orderShape } from './order-shapes';
import { buyerOf, type PartnerRequest, type PartnerRoute } from './route';

export const orderRoutes: readonly PartnerRoute[] = [
  {
    method: 'GET',
    path: '/customers/{customer-id}/orders',
    auth: 'app, app+user',
    family: 'orders',
    handle: (request) => {
      const { call, partnerCenter } = request;
      const { id } = buyerOf(request);
      const cycle = call.query.get('billingType')?.toLowerCase();
      const listed = partnerCenter
        .ordersOf(id)
        .filter(({ listedAt, billingCycle }) => listedAt <= Date.now() && (cycle ?? billingCycle) === billingCycle);
      const self = link(call.url.replace(/^\/v1/, ''));
      return {
        status: 200,
        body: collection(
          listed.map((order) => orderShape(partnerCenter, order)),
          { self },
        ),
      };
    },
  },
  {
    method: 'GET',
    path: '/customers/{customer-id}/orders/{order-id}',
    auth: 'app, app+user',
    family: 'orders',
    handle: (request) => ({ status: 200, body: orderShape(request.partnerCenter, orderOf(request)) }),
  },
  {
    // https://learn.microsoft.com/en-us/partner-center/developer/get-order-provisioning-status
    method: 'GET',
    path: '/customers/{customer-id}/orders/{order-id}/provisioningstatus',
    auth: 'app+user only',
    family: 'orders',
    handle: (request) => {
      const order = orderOf(request);
      const status = isProvisioned(order) ? 'fulfilled' : 'prefulfillmentPending';
      const items = order.lines.map(({ lineItemNumber, quantity }) => ({
        orderLineItemId: lineItemNumber,
        lineItemNumber,
        status,
        quantityProvisioningInformation: [{ quantity, status }],
      }));
      return { status: 200, body: { totalCount: items.length, items, attributes: { objectType: 'Collection' } } };
    },
  },
];

function orderOf(request: PartnerRequest): Order {
  const { id } = buyerOf(request);
  const order = request.partnerCenter.orders.get(request.params['order-id']?.toLowerCase() ?? '');
  return order?.customerId === id ? order : refuse(20000);
}
