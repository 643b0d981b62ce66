// What a call costs, and how Graph says that there is nothing left.
// https://learn.microsoft.com/en-us/graph/throttling-limits#identity-and-access-service-limits
import type { Charge, Verdict } from '../quotas';
import type { Answer, Call } from '../wire';
import type { World } from '../world';
import type { Directory } from './directory';
import { graphError } from './errors';
import type { GraphRoute, GraphToken } from './route';

const readCosts: Readonly<Record<string, number>> = {
  '/users': 2,
  '/subscribedSkus': 3,
  '/groups/{group-id}/members': 3,
  '/users/{user-id}/memberOf': 2,
  '/users/{user-id}/licenseDetails': 2,
};

/** Charges a call; its headers, or the 429. undefined while limits are off. */
export function charge(
  world: World,
  directory: Directory,
  route: GraphRoute,
  token: GraphToken,
  call: Call,
): { readonly headers: Record<string, string>; readonly refusal?: Answer } | undefined {
  const units = resourceUnits(route, call);
  const verdict = world.quotas.take(charges(world, directory, token, units, route.method !== 'GET'));
  if (!verdict) return undefined;
  const headers = { 'x-ms-resource-unit': String(units), ...percentage(verdict) };
  if (verdict.retryAfter === undefined) return { headers };
  const scope = verdict.refusedBy ?? '';
  const information = scope.includes('writes') ? 'WriteLimitExceeded' : 'ResourceUnitLimitExceeded';
  return {
    headers,
    refusal: {
      ...graphError(429, 'TooManyRequests', 'Too many requests. Try again later.'),
      headers: {
        ...headers,
        'retry-after': String(verdict.retryAfter),
        'x-ms-throttle-scope': `Tenant_Application/ReadWrite/${token.appId}/${token.tenantId}`,
        'x-ms-throttle-information': information,
      },
    },
  };
}

function resourceUnits(route: GraphRoute, { query }: Call): number {
  if (route.method !== 'GET') return 1;
  const top = query.get('$top');
  const cheaper = (query.has('$select') ? 1 : 0) + (top !== null && Number(top) < 20 ? 1 : 0);
  return Math.max(1, (readCosts[route.path] ?? 1) - cheaper);
}

function charges(world: World, directory: Directory, token: GraphToken, units: number, write: boolean): Charge[] {
  const { limits } = world.quotas;
  const { appId, tenantId } = token;
  const size = directory.userCount;
  const perTenant =
    size < 50
      ? limits.resourceUnitsPer10sSmall
      : size <= 500
        ? limits.resourceUnitsPer10sMedium
        : limits.resourceUnitsPer10sLarge;
  const reads: Charge[] = [
    { bucket: `units/${appId}/${tenantId}`, limit: perTenant, windowMs: 10_000, cost: units },
    { bucket: `units/${appId}`, limit: limits.appResourceUnitsPer20s, windowMs: 20_000, cost: units },
  ];
  if (!write) return reads;
  return [
    ...reads,
    { bucket: `writes/${appId}/${tenantId}`, limit: limits.writesPer150s, windowMs: 150_000, cost: 1 },
    { bucket: `writes/${appId}`, limit: limits.appWritesPer5min, windowMs: 300_000, cost: 1 },
    { bucket: `writes/${tenantId}`, limit: limits.tenantWritesPer5min, windowMs: 300_000, cost: 1 },
  ];
}

function percentage({ used }: Verdict): Record<string, string> {
  return used >= 0.8 ? { 'x-ms-throttle-limit-percentage': used.toFixed(2) } : {};
}
