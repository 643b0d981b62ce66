import type { ServiceName } from '../errors';
import type { Quota } from './bucket';

/** Writes a service takes from our app: in one tenant, and over all tenants. */
export interface ServiceQuota {
  readonly tenant: Quota;
  readonly app?: Quota;
}

/**
 * Microsoft's published numbers; settings override them, and answers correct them.
 * Identity and access: per app 3,000 writes in 150 seconds in a tenant and 70,000 in 5 minutes over all
 * (https://learn.microsoft.com/graph/throttling-limits#identity-and-access-service-limits).
 * Partner Center: 500 requests a minute (https://learn.microsoft.com/partner-center/developer/api-throttling-guidance).
 * None is published for Exchange: as many as three sessions of its own module do.
 */
export const publishedQuotas = {
  graph: { tenant: { burst: 3_000, perSecond: 20 }, app: { burst: 70_000, perSecond: 70_000 / 300 } },
  partnerCenter: { tenant: { burst: 500, perSecond: 500 / 60 } },
  exchange: { tenant: { burst: 120, perSecond: 2 } },
} as const satisfies Partial<Record<ServiceName, ServiceQuota>>;

/** What a bulk leaves of a tenant's quota, so that single requests never meet an empty bucket. */
const bulkShare = 0.97;

export type Lane = 'single' | 'bulk';

export function quotaOf({ tenant }: ServiceQuota, lane: Lane): Quota {
  if (lane === 'single') return tenant;
  return { burst: tenant.burst * bulkShare, perSecond: tenant.perSecond * bulkShare };
}
