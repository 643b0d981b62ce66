// https://learn.microsoft.com/en-us/partner-center/developer/api-throttling-guidance
import { partnerTenantId } from '../tenants';
import type { Answer } from '../wire';
import type { World } from '../world';
import { tooManyCalls } from './errors';
import type { PartnerRoute } from './route';

/** The gateway's 429 when a family of calls has used up its minute for a customer; undefined when the call may pass. */
export function throttled(world: World, { family }: PartnerRoute, customerId: string | undefined): Answer | undefined {
  if (!family) return undefined;
  const bucket = `partnerCenter/${family}/${customerId ?? partnerTenantId}`;
  const limit = world.quotas.limits.partnerCenterCallsPerMin;
  const verdict = world.quotas.take([{ bucket, limit, windowMs: 60_000, cost: 1 }]);
  return verdict?.retryAfter === undefined ? undefined : tooManyCalls(verdict.retryAfter);
}
