// https://learn.microsoft.com/en-us/partner-center/developer/subscription-resources
import { durationMs } from '../duration';
import { findItem, isWithdrawn } from './catalogue';
import { itemLinks } from './catalogue-shapes';
import { link } from './collection';
import { currentEtag } from './etags';
import type { PartnerCenter } from './model';
import type { Subscription } from './objects';
import { cancellableUntil, refundable, windowMs } from './terms';

const day = 86_400_000;

const iso = (time: number): string => new Date(time).toISOString();

/** Ends are told as the last day that is in, and as its last second. */
function lastDay(end: number, name: string): Record<string, string> {
  const last = iso(end - 1000).slice(0, 19);
  return { [name]: `${last.slice(0, 10)}T00:00:00Z`, [`${name}Time`]: `${last}Z` };
}

export function isPending({ activeAt }: Subscription): boolean {
  return activeAt > Date.now();
}

export function subscriptionShape(partnerCenter: PartnerCenter, subscription: Subscription): Record<string, unknown> {
  const { id, customerId, catalogItemId, termStart, termEnd, autoRenewEnabled, termDuration } = subscription;
  const now = Date.now();
  const item = findItem(partnerCenter, catalogItemId);
  const country = partnerCenter.customer(customerId)?.address.country ?? '';
  const left = refundable(subscription, now);
  return {
    id,
    offerId: catalogItemId,
    offerName: item?.sku.title ?? catalogItemId,
    friendlyName: subscription.friendlyName,
    productType: { id: 'OnlineServicesNCE', displayName: 'OnlineServicesNCE' },
    quantity: subscription.quantity,
    unitType: 'Licenses',
    hasPurchasableAddons: false,
    creationDate: iso(subscription.createdAt),
    effectiveStartDate: iso(termStart),
    ...lastDay(termEnd, 'commitmentEndDate'),
    cancellationAllowedUntilDate: iso(cancellableUntil(subscription)),
    ...lastDay(billedUntil(subscription, now), 'billingCycleEndDate'),
    status: isPending(subscription) ? 'pending' : subscription.status,
    autoRenewEnabled,
    isTrial: false,
    billingType: 'license',
    billingCycle: subscription.billingCycle,
    termDuration,
    renewalTermDuration: autoRenewEnabled ? termDuration : '',
    refundOptions: [
      { type: 'Full', expiresAt: iso(termStart + day) },
      { type: 'Partial', expiresAt: iso(termStart + windowMs) },
    ].filter(({ expiresAt }) => Date.parse(expiresAt) > now),
    isMicrosoftProduct: true,
    partnerId: subscription.partnerId ?? '',
    attentionNeeded: false,
    actionTaken: false,
    contractType: 'subscription',
    actions: item && isWithdrawn(partnerCenter, item.sku) ? ['cancel'] : ['edit', 'cancel'],
    ...(subscription.nextTerm === undefined ? {} : { scheduledNextTermInstructions: subscription.nextTerm }),
    links: {
      ...(item ? itemLinks(item.sku, catalogItemId.split(':').at(-1) ?? '', country) : {}),
      self: link(`/customers/${customerId}/subscriptions/${id}`),
    },
    publisherName: 'Microsoft Corporation',
    refundableQuantity: {
      totalQuantity: left.reduce((total, { quantity }) => total + quantity, 0),
      details: left.map(({ quantity, at }) => ({ quantity, allowedUntilDateTime: iso(at + windowMs) })),
    },
    orderId: subscription.orderId,
    attributes: {
      ...(partnerCenter.settings.etags ? { etag: currentEtag(subscription) } : {}),
      objectType: 'Subscription',
    },
  };
}

const cycles: Readonly<Record<string, string>> = { monthly: 'P1M', annual: 'P1Y', triennial: 'P3Y' };

function billedUntil({ termStart, termEnd, billingCycle }: Subscription, now: number): number {
  let end = Math.floor(termStart / day) * day;
  while (end <= now && end < termEnd) end += durationMs(cycles[billingCycle] ?? 'P1M', new Date(end)) ?? day;
  return Math.min(end, termEnd);
}
