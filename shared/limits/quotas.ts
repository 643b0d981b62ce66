import type { Config } from '../config';
import type { ServiceName } from '../errors';
import type { Quota } from './bucket';

/** Writes a service takes from our app: in one tenant, and over all tenants. */
export interface ServiceQuota {
  readonly tenant: Quota;
  readonly app?: Quota;
}

/**
 * The quotas of the settings, which default to Microsoft's published numbers; answers correct them further.
 * Identity and access: per app 3,000 writes in 150 seconds in a tenant and 70,000 in 5 minutes over all
 * (https://learn.microsoft.com/graph/throttling-limits#identity-and-access-service-limits).
 * Partner Center: 500 requests a minute (https://learn.microsoft.com/partner-center/developer/api-throttling-guidance).
 * None is published for Exchange: as many as three sessions of its own module do.
 */
export function quotasOf(writes: Config['writes']): Readonly<Partial<Record<ServiceName, ServiceQuota>>> {
  return {
    graph: { tenant: within(writes.graphTenant, 150), app: within(writes.graph, 300) },
    partnerCenter: { tenant: within(writes.partnerCenter, 60) },
    exchange: { tenant: within(writes.exchange, 60) },
  };
}

function within(count: number, seconds: number): Quota {
  const burst = Math.max(count, 1);
  return { burst, perSecond: burst / seconds };
}

/** What a bulk leaves of a tenant's quota, so that single requests never meet an empty bucket. */
const bulkShare = 0.97;

export type Lane = 'single' | 'bulk';

export function quotaOf({ tenant }: ServiceQuota, lane: Lane): Quota {
  if (lane === 'single') return tenant;
  return { burst: tenant.burst * bulkShare, perSecond: tenant.perSecond * bulkShare };
}
