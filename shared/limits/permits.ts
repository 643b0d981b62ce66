import type { Tables } from '../connections/storage/tables';
import type { ServiceName } from '../errors';
import { quotaOf, type Lane, type ServiceQuota } from './quotas';
import { SharedBucket } from './shared-bucket';

/** A write about to be sent. */
export interface Ask {
  readonly service: ServiceName;
  readonly tenantId: string;
  readonly lane: Lane;
}

export interface Permits {
  /** When the write may be sent, epoch ms; in the past or now: at once. What lies ahead is reserved for it. */
  take(ask: Ask): Promise<number>;
  /** The service has throttled us in this tenant and wants to be left alone for so long. */
  throttled(service: ServiceName, tenantId: string, retryAfterMs: number): Promise<void>;
}

export interface PermitOptions {
  readonly tables: Tables;
  readonly clientId: string;
  readonly quotas: Readonly<Partial<Record<ServiceName, ServiceQuota>>>;
}

/** Taken in advance by this process, so that a single request seldom has to ask. Unused ones lapse. */
const slices = { tenant: 10, app: 200 } as const;
const lapseMs = 10_000;

/** Permits of quotas that all instances share. A service without a quota is not held back. */
export function createPermits({ tables, clientId, quotas }: PermitOptions): Permits {
  const open = () => tables.open('quotas');
  const stocks = new Map<string, Stock>();

  function stock(service: ServiceName, quota: ServiceQuota, scope: string, lane: Lane | 'app'): Stock | undefined {
    const limit = lane === 'app' ? quota.app : quotaOf(quota, lane);
    if (!limit) return undefined;
    const rowKey = `${scope}:${lane}`;
    const key = `${service}/${rowKey}`;
    const known = stocks.get(key);
    if (known) return known;
    const bucket = new SharedBucket(open, { partitionKey: `${service}:${clientId}`, rowKey }, limit);
    // A bulk reserves just what it needs: what it would take in advance others would wait for.
    const created = new Stock(bucket, lane === 'bulk' ? 1 : lane === 'app' ? slices.app : slices.tenant);
    stocks.set(key, created);
    return created;
  }

  return {
    async take({ service, tenantId, lane }) {
      const quota = quotas[service];
      if (!quota) return 0;
      const own = stock(service, quota, tenantId, lane);
      const all = stock(service, quota, '*', 'app');
      // Single requests are never held back by a bulk, but they use up what a bulk may have.
      const other = lane === 'single' ? stock(service, quota, tenantId, 'bulk') : undefined;
      void other?.take().catch(() => undefined);
      const due = await Promise.all([own?.take() ?? 0, all?.take() ?? 0]);
      return Math.max(...due);
    },
    async throttled(service, tenantId, retryAfterMs) {
      const quota = quotas[service];
      if (!quota) return;
      const untilMs = Date.now() + retryAfterMs;
      await Promise.all([
        stock(service, quota, tenantId, 'single')?.drain(untilMs),
        stock(service, quota, tenantId, 'bulk')?.drain(untilMs),
      ]);
    },
  };
}

interface Asker {
  readonly resolve: (dueAtMs: number) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * What this process holds of one bucket. Askers of one moment are served by one write of the row, and so are all who ask
 * while it is under way, by the next.
 */
class Stock {
  #held: { readonly permits: number[]; readonly lapsesAtMs: number } = { permits: [], lapsesAtMs: 0 };
  #asking: Asker[] = [];
  #serving = false;

  constructor(
    private readonly bucket: SharedBucket,
    private readonly slice: number,
  ) {}

  take(): Promise<number> {
    const held = this.#fromStock();
    if (held !== undefined) return Promise.resolve(held);
    return new Promise((resolve, reject) => {
      this.#asking.push({ resolve, reject });
      if (!this.#serving) setImmediate(() => void this.#serveAll());
      this.#serving = true;
    });
  }

  async drain(untilMs: number): Promise<void> {
    this.#held = { permits: [], lapsesAtMs: 0 };
    await this.bucket.drain(untilMs);
  }

  #fromStock(): number | undefined {
    return Date.now() < this.#held.lapsesAtMs ? this.#held.permits.shift() : undefined;
  }

  async #serveAll(): Promise<void> {
    while (this.#asking.length > 0) {
      const asking = this.#asking;
      this.#asking = [];
      await this.#serve(asking);
    }
    this.#serving = false;
  }

  async #serve(asking: readonly Asker[]): Promise<void> {
    try {
      const permits = [...(await this.bucket.take(asking.length, asking.length - 1 + this.slice))];
      for (const { resolve } of asking) resolve(permits.shift() ?? 0);
      if (permits.length > 0) this.#held = { permits, lapsesAtMs: Date.now() + lapseMs };
    } catch (error) {
      for (const { reject } of asking) reject(error);
    }
  }
}
