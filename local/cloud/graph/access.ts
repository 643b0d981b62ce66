import { graphResource } from '../entra/resources';
import { roleIds } from '../entra/roles';
import type { SigningKey } from '../entra/keys';
import { type Call, Refusal } from '../wire';
import { denied, graphError } from './errors';
import type { GraphRoute, GraphToken } from './route';

/** The token of a call as far as it can be read; undefined when it is none of ours. */
export function readToken(
  key: SigningKey,
  call: Call,
): (GraphToken & { readonly aud: unknown; readonly exp: number }) | undefined {
  const [scheme, text] = (call.headers['authorization'] ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'bearer' || text === undefined) return undefined;
  const claims = key.verify(text);
  if (!claims) return undefined;
  const { tid, appid, scp, wids, aud, exp } = claims;
  return {
    tenantId: String(tid),
    appId: String(appid),
    scopes: typeof scp === 'string' ? scp.split(' ').filter((scope) => scope !== '') : [],
    roles: Array.isArray(wids) ? wids.map(String) : [],
    aud,
    exp: Number(exp),
  };
}

/** The checked token, or Graph's 401. */
export function authenticate(key: SigningKey, call: Call): GraphToken {
  if (call.headers['authorization'] === undefined) unauthorized('Access token is empty.');
  const token = readToken(key, call);
  if (!token) return unauthorized('CompactToken parsing failed with error code: 80049217');
  if (token.exp * 1000 <= Date.now()) unauthorized('Lifetime validation failed, the token is expired.');
  if (token.aud !== graphResource) unauthorized('Access token validation failure. Invalid audience.');
  return token;
}

/** Graph's 403 unless the token has a scope and a role that suffice. */
export function authorize(route: GraphRoute, token: GraphToken): void {
  if (!route.scopes.some((scope) => token.scopes.includes(scope))) denied();
  if (route.roles.length === 0 || token.roles.includes(roleIds['Global Administrator'])) return;
  if (!route.roles.some((role) => token.roles.includes(roleIds[role]))) denied();
}

function unauthorized(message: string): never {
  throw new Refusal({
    ...graphError(401, 'InvalidAuthenticationToken', message),
    headers: {
      'www-authenticate':
        'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000"',
    },
  });
}
