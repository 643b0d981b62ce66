// Terms and the seven days in which new commerce takes something back.
// https://learn.microsoft.com/en-us/partner-center/customers/new-commerce-license-based
import { durationMs } from '../duration';
import type { Addition, Subscription } from './objects';

const hour = 3_600_000;
const day = 24 * hour;

/** Seats can be given back, and subscriptions cancelled, for this long. */
export const windowMs = 168 * hour;

/** The first moment after a term: terms end with a day. */
export function endOfTerm(start: number, termDuration: string): number {
  const midnight = new Date(Math.floor(start / day) * day);
  return midnight.getTime() + (durationMs(termDuration, midnight) ?? 0);
}

/** The subscription as time has made it: changes that have come into force, terms that have ended. */
export function matured(subscription: Subscription, now: number): Subscription {
  if (subscription.coming && subscription.coming.at <= now) return matured(subscription.coming.after, now);
  if (subscription.status !== 'active' || subscription.termEnd > now) return subscription;
  if (!subscription.autoRenewEnabled) return { ...subscription, status: 'expired', version: subscription.version + 1 };
  const { termEnd, quantity, termDuration } = subscription;
  return matured(
    {
      ...subscription,
      termStart: termEnd,
      termEnd: endOfTerm(termEnd, termDuration),
      additions: [{ quantity, at: termEnd }],
      version: subscription.version + 1,
    },
    now,
  );
}

/** What of the seats can still be given back, and until when. */
export function refundable({ additions }: Subscription, now: number): Addition[] {
  return additions.filter(({ at, quantity }) => quantity > 0 && now < at + windowMs);
}

/** Until when the whole subscription can be cancelled. */
export function cancellableUntil({ termStart }: Subscription): number {
  return termStart + windowMs;
}

/** Seats taken back from the newest additions first. */
export function without(additions: readonly Addition[], quantity: number): Addition[] {
  let left = quantity;
  return [...additions]
    .reverse()
    .flatMap((addition) => {
      const taken = Math.min(left, addition.quantity);
      left -= taken;
      return taken === addition.quantity ? [] : [{ ...addition, quantity: addition.quantity - taken }];
    })
    .reverse();
}
