import { partnerCenterResource } from '../entra/resources';
import type { SigningKey } from '../entra/keys';
import { roleIds } from '../entra/roles';
import { partnerTenantId } from '../tenants';
import type { Call } from '../wire';
import type { World } from '../world';
import { refuse } from './errors';
import type { PartnerRoute, PartnerToken } from './route';

interface ReadToken extends PartnerToken {
  readonly audience: unknown;
  readonly expiresAt: number;
}

/** The token of a call as far as it can be read; undefined when it is none of ours. */
export function readToken(key: SigningKey, call: Call): ReadToken | undefined {
  const [scheme, text] = (call.headers['authorization'] ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'bearer' || text === undefined) return undefined;
  const claims = key.verify(text);
  if (!claims) return undefined;
  const { tid, oid, scp, idtyp, amr, aud, exp } = claims;
  return {
    tenantId: String(tid),
    userId: String(oid),
    kind: idtyp === 'app' ? 'app' : 'user',
    mfa: Array.isArray(amr) && amr.includes('mfa'),
    scopes: typeof scp === 'string' ? scp.split(' ').filter((scope) => scope !== '') : [],
    audience: aud,
    expiresAt: Number(exp) * 1000,
  };
}

/** The checked token, or Partner Center's 401. Only tokens of the partner's own tenant open it, whoever the customer is. */
export function authenticate(world: World, call: Call): PartnerToken {
  if (call.headers['authorization'] === undefined) refuse(800001);
  const token = readToken(world.signingKey, call) ?? refuse(400);
  if (token.expiresAt <= Date.now()) refuse(400);
  if (token.audience !== partnerCenterResource) refuse(900420);
  if (token.tenantId !== partnerTenantId) refuse(400);
  return token;
}

/**
 * Users must have signed in with MFA; apps for themselves need not.
 * https://learn.microsoft.com/en-us/partner-center/security/partner-security-requirements-mandating-mfa
 */
export function requireMfa(world: World, token: PartnerToken): void {
  if (token.kind === 'app') return;
  const { mfa } = world.partnerCenter.settings;
  const everySecond = world.partnerCenter.countUserCall() % 2 === 0;
  if (!token.mfa || mfa === 'missing' || (mfa === 'progressive' && everySecond)) refuse(900421);
}

/** 403 unless this kind of token may call the route, and the user has a role in the customer's tenant where one is needed. */
export function authorize(
  world: World,
  { auth, gdapRoles }: PartnerRoute,
  token: PartnerToken,
  customerId: string | undefined,
): void {
  if (token.kind === 'app') {
    if (auth === 'app+user only') refuse(900329);
    return;
  }
  if (!token.scopes.includes('user_impersonation')) refuse(900308);
  if (
    gdapRoles &&
    customerId !== undefined &&
    !hasRole(
      world,
      customerId,
      gdapRoles.map((role) => roleIds[role]),
    )
  ) {
    refuse(900308);
  }
}

/** Whether the partner's user has one of the roles, or all of them as Global Administrator, in a customer's tenant. */
export function hasRole(world: World, customerId: string, wanted: readonly string[]): boolean {
  const tenant = world.tenants.get(customerId.toLowerCase());
  if (!tenant || Date.parse(tenant.gdapEndsAt ?? '') <= Date.now()) return false;
  return [roleIds['Global Administrator'], ...wanted].some((role) => tenant.roles.includes(role));
}
