import type { Collection, Store } from './store';

/** The partner's own tenant. */
export const partnerTenantId = '11111111-1111-1111-1111-111111111111';

export interface Domain {
  readonly id: string;
  readonly isDefault: boolean;
  readonly isInitial: boolean;
  readonly isVerified: boolean;
}

/** Seats that come (or go) at a time, in epoch milliseconds. */
export interface SeatChange {
  readonly skuId: string;
  readonly count: number;
  readonly at: number;
}

/** A tenant, and what the partner may do in it. */
export interface Tenant {
  readonly id: string;
  /** Short name for control calls, e.g. contoso. */
  readonly name: string;
  readonly displayName: string;
  readonly domains: readonly Domain[];
  /** Delegated scopes consented to the partner's app, by resource. */
  readonly consents: Readonly<Record<string, readonly string[]>>;
  /** Role template ids the partner's service account has here: by GDAP in customers, by assignment at home. */
  readonly roles: readonly string[];
  /** End of the GDAP relationship; absent in the partner's own tenant. */
  readonly gdapEndsAt?: string;
  /** Seats by SKU id. */
  readonly seats: Readonly<Record<string, number>>;
  /** Changes of seats that are not there yet. */
  readonly comingSeats?: readonly SeatChange[];
  /** Directory extension properties registered here. */
  readonly extensions: readonly string[];
  readonly createdDateTime: string;
}

export class Tenants {
  private readonly stored: Collection<Tenant>;
  private byKey = new Map<string, string>();

  constructor(store: Store) {
    this.stored = store.collection('tenants');
    for (const tenant of this.stored.values()) this.index(tenant);
  }

  get(id: string): Tenant | undefined {
    return this.upToDate(this.stored.get(id));
  }

  /** By tenant id, verified domain or short name. */
  find(key: string): Tenant | undefined {
    return this.get(this.byKey.get(key.toLowerCase()) ?? key.toLowerCase());
  }

  set(tenant: Tenant): void {
    this.stored.set(tenant.id, tenant);
    this.index(tenant);
  }

  *all(): Generator<Tenant> {
    for (const id of [...this.stored.entries()].map(([key]) => key)) {
      const tenant = this.get(id);
      if (tenant) yield tenant;
    }
  }

  /** Adds seats of a SKU from a time on, or takes them. */
  addSeats(tenantId: string, skuId: string, count: number, at: number): void {
    const tenant = this.stored.get(tenantId);
    if (!tenant) return;
    this.stored.set(tenantId, { ...tenant, comingSeats: [...(tenant.comingSeats ?? []), { skuId, count, at }] });
  }

  clear(): void {
    this.byKey.clear();
  }

  private upToDate(tenant: Tenant | undefined): Tenant | undefined {
    const now = Date.now();
    if (!tenant?.comingSeats?.some(({ at }) => at <= now)) return tenant;
    const seats = { ...tenant.seats };
    for (const { skuId, count, at } of tenant.comingSeats) {
      if (at <= now) seats[skuId] = Math.max(0, (seats[skuId] ?? 0) + count);
    }
    const changed = { ...tenant, seats, comingSeats: tenant.comingSeats.filter(({ at }) => at > now) };
    this.stored.set(tenant.id, changed);
    return changed;
  }

  private index(tenant: Tenant): void {
    this.byKey.set(tenant.name.toLowerCase(), tenant.id);
    for (const domain of tenant.domains) if (domain.isVerified) this.byKey.set(domain.id.toLowerCase(), tenant.id);
  }
}

export function defaultDomain(tenant: Tenant): string {
  return (tenant.domains.find((domain) => domain.isDefault) ?? tenant.domains[0])?.id ?? '';
}
