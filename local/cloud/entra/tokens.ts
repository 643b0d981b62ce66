import { randomUUID } from 'node:crypto';
import type { World } from '../world';
import type { Tenant } from '../tenants';
import type { Claims } from './keys';
import type { Person } from './people';
import { defaultUserRole } from './roles';

export const lifetimeSeconds = 3599;

/** Claims every token has. https://learn.microsoft.com/en-us/entra/identity-platform/access-token-claims-reference */
function common(world: World, tenantId: string, audience: string): Claims {
  const now = Math.floor(Date.now() / 1000);
  return {
    aud: audience,
    iss: `${world.origin}/${tenantId}/v2.0`,
    iat: now,
    nbf: now,
    exp: now + lifetimeSeconds,
    tid: tenantId,
    uti: randomUUID(),
    ver: '2.0',
  };
}

interface DelegatedToken {
  readonly tenant: Tenant;
  readonly audience: string;
  readonly clientId: string;
  readonly person: Person;
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
}

/** A token for an app acting for a person. */
export async function delegatedToken(world: World, token: DelegatedToken, override: Claims = {}): Promise<string> {
  const { tenant, person } = token;
  return await world.signingKey.sign({
    ...common(world, tenant.id, token.audience),
    amr: ['pwd', 'mfa'],
    appid: token.clientId,
    azp: token.clientId,
    azpacr: '1',
    idtyp: 'user',
    name: person.displayName,
    oid: person.id,
    preferred_username: person.userPrincipalName,
    scp: token.scopes.join(' '),
    sub: person.id,
    unique_name: person.userPrincipalName,
    upn: person.userPrincipalName,
    wids: [...token.roles, defaultUserRole],
    ...override,
  });
}

interface AppToken {
  readonly tenant: Tenant;
  readonly audience: string;
  readonly clientId: string;
  readonly objectId: string;
  readonly roles: readonly string[];
}

/** A token for an app acting for itself. */
export async function appToken(world: World, token: AppToken, override: Claims = {}): Promise<string> {
  return await world.signingKey.sign({
    ...common(world, token.tenant.id, token.audience),
    appid: token.clientId,
    azp: token.clientId,
    azpacr: '1',
    idtyp: 'app',
    oid: token.objectId,
    sub: token.objectId,
    ...(token.roles.length > 0 ? { roles: token.roles } : {}),
    ...override,
  });
}
