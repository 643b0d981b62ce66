// https://learn.microsoft.com/en-us/partner-center/developer/update-a-subscription-by-id
import type { Fields } from './body';
import { findItem } from './catalogue';
import { refuse } from './errors';
import type { PartnerCenter } from './model';
import type { Addition, Subscription, SubscriptionStatus } from './objects';
import { isPending } from './subscription-shapes';
import { cancellableUntil, refundable, without } from './terms';

/**
 * The subscription as a PATCH wants it. The body is the whole resource; a shorter one is taken too, but what it does
 * not say about the next term is lost: renewal is off, scheduled changes are gone.
 */
export function changed(partnerCenter: PartnerCenter, before: Subscription, fields: Fields): Subscription {
  if (isPending(before)) refuse(800082);
  if (before.coming) refuse(900278);
  if (before.status === 'deleted') refuse(2011, before.id);
  if (typeof fields['billingCycle'] === 'string' && fields['billingCycle'].toLowerCase() !== before.billingCycle) {
    refuse(2054);
  }
  const quantity = readQuantity(partnerCenter, before, fields['quantity'] ?? before.quantity);
  const status = readStatus(before, fields['status'] ?? before.status);
  const autoRenewEnabled = fields['autoRenewEnabled'] === true;
  const nextTerm = fields['scheduledNextTermInstructions'] ?? undefined;
  // A change at once takes back what was scheduled.
  const kept = quantity === before.quantity && status === before.status ? nextTerm : undefined;
  if (kept !== undefined && !autoRenewEnabled) refuse(800093);
  const { nextTerm: _before, ...rest } = before;
  return {
    ...rest,
    quantity,
    status,
    autoRenewEnabled,
    ...(kept === undefined ? {} : { nextTerm: kept }),
    friendlyName: typeof fields['friendlyName'] === 'string' ? fields['friendlyName'] : before.friendlyName,
    additions: additions(before, quantity),
    version: before.version + 1,
  };
}

function readQuantity(partnerCenter: PartnerCenter, before: Subscription, wanted: unknown): number {
  const most = findItem(partnerCenter, before.catalogItemId)?.sku.maximumQuantity ?? Number.MAX_SAFE_INTEGER;
  if (typeof wanted !== 'number' || !Number.isInteger(wanted) || wanted < 1 || wanted > most) return refuse(2002);
  if (wanted === before.quantity) return wanted;
  if (before.status === 'suspended') refuse(2001);
  if (before.status === 'expired') refuse(800040, 'active', 'expired');
  const left = refundable(before, Date.now()).reduce((total, { quantity }) => total + quantity, 0);
  if (before.quantity - wanted > left) refuse(800090);
  return wanted;
}

function readStatus(before: Subscription, wanted: unknown): SubscriptionStatus {
  if (wanted === before.status) return before.status;
  const from = before.status;
  if (wanted === 'deleted' && from !== 'expired') {
    if (cancellableUntil(before) <= Date.now()) refuse(900117, '7');
    return 'deleted';
  }
  if (wanted === 'suspended' && from === 'active') return 'suspended';
  if (wanted === 'active' && from === 'suspended') return 'active';
  return refuse(800040, String(wanted), from);
}

function additions({ additions: before, quantity }: Subscription, wanted: number): readonly Addition[] {
  if (wanted > quantity) return [...before, { quantity: wanted - quantity, at: Date.now() }];
  return wanted < quantity ? without(before, quantity - wanted) : before;
}
