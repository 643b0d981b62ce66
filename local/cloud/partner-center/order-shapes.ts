// https://learn.microsoft.com/en-us/partner-center/developer/order-resources
import { findItem } from './catalogue';
import { itemLinks } from './catalogue-shapes';
import { link } from './collection';
import type { PartnerCenter } from './model';
import type { Order, OrderLine } from './objects';

export const isProvisioned = (order: Order): boolean => order.activeAt <= Date.now();

/** An order; its subscriptions are named once they are provisioned, not before. */
export function orderShape(partnerCenter: PartnerCenter, order: Order): Record<string, unknown> {
  const path = `/customers/${order.customerId}/orders/${order.id}`;
  const country = partnerCenter.customer(order.customerId)?.address.country ?? '';
  return {
    id: order.id,
    alternateId: order.id,
    referenceCustomerId: order.customerId,
    billingCycle: order.billingCycle,
    currencyCode: order.currencyCode,
    currencySymbol: order.currencyCode,
    lineItems: order.lines.map((line) => lineShape(partnerCenter, order, line, country)),
    creationDate: new Date(order.createdAt).toISOString(),
    status: isProvisioned(order) ? 'completed' : 'pending',
    transactionType: 'UserPurchase',
    links: {
      self: link(path),
      provisioningStatus: link(`${path}/provisioningstatus`),
      patchOperation: link(path, 'PATCH'),
    },
    client: {},
    attributes: { objectType: 'Order' },
  };
}

function lineShape(
  partnerCenter: PartnerCenter,
  order: Order,
  line: OrderLine,
  country: string,
): Record<string, unknown> {
  const { lineItemNumber, catalogItemId, subscriptionId, termDuration, friendlyName, quantity } = line;
  const item = findItem(partnerCenter, catalogItemId);
  const availability = catalogItemId.split(':').at(-1) ?? '';
  const subscription = `/customers/${order.customerId}/subscriptions/${subscriptionId}`;
  return {
    lineItemNumber,
    offerId: catalogItemId,
    ...(isProvisioned(order) ? { subscriptionId } : {}),
    termDuration,
    transactionType: 'New',
    friendlyName,
    quantity,
    links: {
      ...(item ? itemLinks(item.sku, availability, country) : {}),
      ...(isProvisioned(order) ? { subscription: link(subscription) } : {}),
    },
  };
}
