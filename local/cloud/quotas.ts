// Token buckets with the figures Microsoft publishes.
// https://learn.microsoft.com/en-us/graph/throttling-limits#identity-and-access-service-limits
// https://learn.microsoft.com/en-us/azure/key-vault/general/service-limits
// https://learn.microsoft.com/en-us/partner-center/developer/subscription-resources

export interface Limits {
  /** Resource units per 10 s for one app in one tenant, by the tenant's size. */
  readonly resourceUnitsPer10sSmall: number;
  readonly resourceUnitsPer10sMedium: number;
  readonly resourceUnitsPer10sLarge: number;
  /** Writes per 150 s for one app in one tenant. */
  readonly writesPer150s: number;
  /** One app over all tenants. */
  readonly appResourceUnitsPer20s: number;
  readonly appWritesPer5min: number;
  /** One tenant over all apps. */
  readonly tenantWritesPer5min: number;
  /** Secret and key transactions per 10 s for one vault. */
  readonly vaultTransactionsPer10s: number;
  /** Calls of one family (customers, carts, orders …) to Partner Center per minute for one customer. */
  readonly partnerCenterCallsPerMin: number;
}

const published: Limits = {
  resourceUnitsPer10sSmall: 3500,
  resourceUnitsPer10sMedium: 5000,
  resourceUnitsPer10sLarge: 8000,
  writesPer150s: 3000,
  appResourceUnitsPer20s: 150_000,
  appWritesPer5min: 70_000,
  tenantWritesPer5min: 18_000,
  vaultTransactionsPer10s: 4000,
  partnerCenterCallsPerMin: 500,
};

export interface Charge {
  readonly bucket: string;
  readonly limit: number;
  readonly windowMs: number;
  readonly cost: number;
}

export interface Verdict {
  /** Seconds to wait; undefined when the call may pass. */
  readonly retryAfter?: number;
  /** The bucket that refused. */
  readonly refusedBy?: string;
  /** Share of the fullest bucket in use, 0 to 1.8. */
  readonly used: number;
}

/** Off until turned on by control. */
export class Quotas {
  private on = false;
  private readonly buckets = new Map<string, { left: number; at: number }>();
  limits: Limits = published;

  set(change: { readonly on?: boolean; readonly limits?: Partial<Limits> }): void {
    if (change.on !== undefined) this.on = change.on;
    this.limits = { ...published, ...change.limits };
    this.buckets.clear();
  }

  /** Takes the charges from their buckets; throttled calls are charged too, as Microsoft does. undefined while limits are off. */
  take(charges: readonly Charge[]): Verdict | undefined {
    if (!this.on) return undefined;
    let verdict: Verdict = { used: 0 };
    for (const charge of charges) {
      const left = this.drain(charge);
      const used = Math.min(1.8, 1 - left / charge.limit);
      if (left < 0 && verdict.retryAfter === undefined) {
        const retryAfter = Math.max(1, Math.ceil((-left / charge.limit) * (charge.windowMs / 1000)));
        verdict = { ...verdict, retryAfter, refusedBy: charge.bucket };
      }
      verdict = { ...verdict, used: Math.max(verdict.used, used) };
    }
    return verdict;
  }

  private drain({ bucket, limit, windowMs, cost }: Charge): number {
    const now = Date.now();
    const state = this.buckets.get(bucket) ?? { left: limit, at: now };
    const refilled = Math.min(limit, state.left + ((now - state.at) / windowMs) * limit);
    const left = Math.max(-limit, refilled - cost);
    this.buckets.set(bucket, { left, at: now });
    return left;
  }
}
