/**
 * A quota as a token bucket, kept as one number: the time at which the bucket would be full again (the virtual
 * scheduling form of the generic cell rate algorithm, ITU-T I.371). Taking permits moves that time; what cannot be had
 * now is reserved for a moment in the future, so nobody has to ask again and again.
 */
export interface Quota {
  /** Permits a full bucket holds. */
  readonly burst: number;
  /** Permits that come back in a second. */
  readonly perSecond: number;
}

export interface Taken {
  /** The bucket after it. */
  readonly fullAtMs: number;
  /** When each permit may be used, in order; not later than now for those that are there. */
  readonly dueAtMs: readonly number[];
}

/** Takes so many permits out of a bucket. Pure. */
export function take({ burst, perSecond }: Quota, fullAtMs: number, permits: number, nowMs: number): Taken {
  const each = 1000 / perSecond;
  const from = Math.max(fullAtMs, nowMs);
  const dueAtMs = Array.from({ length: permits }, (_, n) => from + (n + 1) * each - burst * each);
  return { fullAtMs: from + permits * each, dueAtMs };
}

/** The bucket after the service has said to stay away until `untilMs`: nothing is due before. */
export function drain({ burst, perSecond }: Quota, fullAtMs: number, untilMs: number): number {
  return Math.max(fullAtMs, untilMs + (burst * 1000) / perSecond);
}
