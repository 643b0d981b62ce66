import { hash } from 'node:crypto';
import type { JWTPayload, JWTVerifyGetKey } from 'jose';
import { StewardError, UpstreamError } from '../errors';
import type { Caller } from '../requests/records';

export interface AuthenticateOptions {
  readonly loginUrl: string;
  readonly partnerTenantId: string;
  readonly apiAudience: string;
}

/** App roles of this API. */
export const roles = ['Steward.Operator', 'Steward.Reader', 'Steward.Caller'] as const;
/** The delegated permission a person's token must carry. */
const personScope = 'Requests.Submit';
/** Between clocks; no more. */
const leewaySeconds = 60;
/**
 * How long a verified token is known by its digest, at most to its own end: who polls sends the same one again and again.
 * A signing key that Entra withdraws is trusted longer by no more than this.
 */
const knownMs = 5 * 60_000;
const mostKnown = 1_000;

/** Says who is calling from the Authorization header. Throws TOKEN_MISSING, TOKEN_INVALID or ROLE_MISSING. */
export function createAuthenticate(options: AuthenticateOptions): (authorization: string | null) => Promise<Caller> {
  const { loginUrl, partnerTenantId, apiAudience } = options;
  let keys: Promise<JWTVerifyGetKey> | undefined;
  const known = new Map<string, { readonly until: number; readonly caller: Caller }>();

  async function readKeys(): Promise<JWTVerifyGetKey> {
    const { createRemoteJWKSet } = await import('jose');
    return createRemoteJWKSet(new URL(`${loginUrl}/${partnerTenantId}/discovery/v2.0/keys`), {
      timeoutDuration: 5_000,
    });
  }

  async function verify(token: string): Promise<JWTPayload> {
    const { errors, jwtVerify } = await import('jose');
    keys ??= readKeys();
    const keySet = await keys;
    try {
      const { payload } = await jwtVerify(token, keySet, {
        issuer: `${loginUrl}/${partnerTenantId}/v2.0`,
        audience: apiAudience,
        algorithms: ['RS256'],
        clockTolerance: leewaySeconds,
        requiredClaims: ['exp', 'nbf', 'tid'],
      });
      return payload;
    } catch (error) {
      if (!(error instanceof errors.JOSEError) || error instanceof errors.JWKSTimeout) throw keysUnavailable(error);
      // Thrown as JOSEError itself when the key set's address answers anything but 200.
      if (error.code === 'ERR_JOSE_GENERIC') throw keysUnavailable(error);
      throw invalid(reasonOf(error, errors));
    }
  }

  function remember(digest: string, caller: Caller, { exp = 0 }: JWTPayload): void {
    known.delete(digest);
    known.set(digest, { until: Math.min(exp * 1000, Date.now() + knownMs), caller });
    const [oldest] = known.keys();
    if (known.size > mostKnown && oldest !== undefined) known.delete(oldest);
  }

  return async (authorization) => {
    const token = bearerOf(authorization);
    const digest = hash('sha256', token);
    const seen = known.get(digest);
    if (seen && Date.now() < seen.until) return seen.caller;
    const claims = await verify(token);
    if (text(claims['tid'])?.toLowerCase() !== partnerTenantId) throw invalid('it is from another tenant');
    const caller =
      text(claims['scp']) === undefined ? application(claims, partnerTenantId) : person(claims, partnerTenantId);
    remember(digest, caller, claims);
    return caller;
  };
}

function bearerOf(authorization: string | null): string {
  const header = authorization?.trim();
  if (!header) throw new StewardError('TOKEN_MISSING', 'The Authorization header is missing.');
  // Exactly one token of three parts: also refuses a repeated header, which arrives joined by a comma.
  const token = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(header)?.[1];
  if (token !== undefined) return token;
  if (!/^Bearer\b/i.test(header))
    throw new StewardError('TOKEN_MISSING', 'The Authorization header holds no Bearer token.');
  throw invalid('it is not one signed token');
}

function application(claims: JWTPayload, tenantId: string): Caller {
  const id = text(claims['azp']) ?? text(claims['appid']);
  if (id === undefined) throw invalid('it names no application');
  const own = ownRoles(claims);
  if (own.length === 0) {
    throw new StewardError('ROLE_MISSING', `The application has none of the roles ${roles.join(', ')}.`);
  }
  return { id, kind: 'application', roles: own, tenantId, ...identity(claims) };
}

function person(claims: JWTPayload, tenantId: string): Caller {
  const id = text(claims['preferred_username']) ?? text(claims['upn']) ?? text(claims['oid']);
  if (id === undefined) throw invalid('it names no person');
  if (!text(claims['scp'])?.split(' ').includes(personScope)) {
    throw new StewardError('ROLE_MISSING', `The token does not carry the permission ${personScope}.`);
  }
  return { id, kind: 'person', roles: ownRoles(claims), tenantId, ...identity(claims) };
}

function identity(claims: JWTPayload): Pick<Caller, 'objectId' | 'name'> {
  const objectId = text(claims['oid']);
  const name = text(claims['name']);
  return { ...(objectId === undefined ? {} : { objectId }), ...(name === undefined ? {} : { name }) };
}

function ownRoles(claims: JWTPayload): readonly string[] {
  const given: unknown = claims['roles'];
  return Array.isArray(given) ? roles.filter((role) => given.includes(role)) : [];
}

function reasonOf(error: Error, { JWTExpired, JWTClaimValidationFailed }: typeof import('jose').errors): string {
  if (error instanceof JWTExpired) return 'it has expired';
  if (!(error instanceof JWTClaimValidationFailed)) return 'its signature does not hold';
  if (error.claim === 'aud') return 'it is for another audience';
  if (error.claim === 'iss') return 'it is from another issuer';
  if (error.claim === 'nbf') return 'it is not valid yet';
  return `its claim ${error.claim} is missing or wrong`;
}

function invalid(reason: string): StewardError {
  return new StewardError('TOKEN_INVALID', `The access token is not valid: ${reason}.`);
}

function keysUnavailable(cause: unknown): UpstreamError {
  return new UpstreamError('UPSTREAM_UNAVAILABLE', 'The keys that tokens are checked with cannot be read.', 'notSent', {
    upstream: { service: 'entra' },
    cause,
  });
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
