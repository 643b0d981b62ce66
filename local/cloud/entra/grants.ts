import type { Tenant } from '../tenants';
import type { Answer } from '../wire';
import type { World } from '../world';
import { type Client, samClientId } from './clients';
import { refuse } from './errors';
import { serviceAccount } from './people';
import type { RefreshTokens } from './refresh-tokens';
import { parseScope } from './resources';
import { appToken, delegatedToken, lifetimeSeconds } from './tokens';

export interface Grant {
  readonly tenant: Tenant;
  readonly clientId: string;
  readonly client: Client;
  readonly form: URLSearchParams;
}

/** grant_type=client_credentials: an app for itself. */
export async function clientCredentials(world: World, { tenant, clientId, client, form }: Grant): Promise<Answer> {
  const text = required(form, 'scope');
  const parsed = parseScope(text);
  if (parsed?.scope !== '.default') {
    refuse(
      parsed === null ? 500011 : 1002012,
      `The provided value for scope ${text} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
    );
  }
  const roles = client.roles[parsed.resource] ?? [];
  const token = await appToken(world, {
    tenant,
    audience: parsed.resource,
    clientId,
    objectId: client.objectId,
    roles,
  });
  return answer({ access_token: token });
}

/** grant_type=refresh_token: the app for the service account, in any tenant that consented and gave it roles. */
export async function refreshToken(world: World, tokens: RefreshTokens, grant: Grant): Promise<Answer> {
  const { tenant, clientId, form } = grant;
  tokens.redeem(required(form, 'refresh_token'), clientId);
  const requested = requestedScopes(form, tenant);
  const resource =
    requested[0]?.resource ?? refuse(70011, "The provided value for the input parameter 'scope' is not valid.");
  refuseWithoutGdap(world, tenant, clientId);
  const scopes = tenant.consents[resource] ?? [];
  const missing = requested.some(
    (each) => each.resource === resource && each.scope !== '.default' && !scopes.includes(each.scope),
  );
  if (scopes.length === 0 || missing) {
    refuse(
      65001,
      `The user or administrator has not consented to use the application with ID '${clientId}' named 'Steward'. Send an interactive authorization request for this user and resource.`,
    );
  }
  const token = await delegatedToken(world, {
    tenant,
    audience: resource,
    clientId,
    person: serviceAccount,
    scopes,
    roles: tenant.roles,
  });
  return answer({
    scope: scopes.map((scope) => `${resource}/${scope}`).join(' '),
    access_token: token,
    refresh_token: tokens.issue(clientId),
  });
}

/** A required field of the form. */
export function required(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (value === null || value === '')
    return refuse(900144, `The request body must contain the following parameter: '${name}'.`);
  return value;
}

function requestedScopes(form: URLSearchParams, tenant: Tenant): { resource: string; scope: string }[] {
  return required(form, 'scope')
    .split(' ')
    .filter((text) => text !== '')
    .flatMap((text) => {
      const parsed = parseScope(text);
      if (parsed === null) {
        const resource = text.slice(0, text.lastIndexOf('/'));
        return refuse(
          500011,
          `The resource principal named ${resource} was not found in the tenant named ${tenant.displayName}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.`,
        );
      }
      return parsed ? [parsed] : [];
    });
}

/** Without a GDAP relationship the partner's user is nobody in the customer's tenant. */
function refuseWithoutGdap(world: World, tenant: Tenant, clientId: string): void {
  if (tenant.gdapEndsAt === undefined || Date.parse(tenant.gdapEndsAt) > Date.now()) return;
  const name = clientId === samClientId ? 'Steward' : clientId;
  refuse(
    50020,
    `User account '${serviceAccount.userPrincipalName}' from identity provider '${world.origin}/' does not exist in tenant '${tenant.displayName}' and cannot access the application '${clientId}'(${name}) in that tenant. The account needs to be added as an external user in the tenant first. Sign out and sign in again with a different Azure Active Directory user account.`,
  );
}

function answer(fields: Record<string, string>): Answer {
  return {
    status: 200,
    headers: { 'cache-control': 'no-store, no-cache', pragma: 'no-cache' },
    body: { token_type: 'Bearer', expires_in: lifetimeSeconds, ext_expires_in: lifetimeSeconds, ...fields },
  };
}
