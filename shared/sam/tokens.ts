import { UpstreamError } from '../errors';
import { claimsOf, createTokenEndpoint, type IssuedToken } from '../connections/entra/token-endpoint';
import type { Send } from '../connections/http/send';
import type { Vault } from '../connections/key-vault/vault';
import type { AccessToken, TokenSource } from '../connections/types';
import type { Circuit } from './circuit';
import { createSecrets } from './secrets';

export interface TokenSourceOptions {
  readonly loginUrl: string;
  readonly clientId: string;
  readonly vault: Pick<Vault, 'secret'>;
  readonly send: Send;
  /** Tenants that refuse us are not asked again and again. */
  readonly circuit: Circuit;
}

/** With less left than this a token is renewed behind the calls that still use it. */
const renewAheadMs = 10 * 60_000;
/** With less left than this a token is not used any more. */
const leastLeftMs = 60_000;
/** After a renewal behind that failed, the next is tried no sooner. */
const renewAgainMs = 30_000;
/** Tokens kept; a partner with more tenants than this renews more often. */
const mostTokens = 5_000;

interface Entry {
  token?: AccessToken;
  flight?: Promise<AccessToken>;
  renewNotBefore: number;
}

/** Access tokens for any tenant from the one refresh token of the partner's service account. */
export function createTokenSource({ loginUrl, clientId, vault, send, circuit }: TokenSourceOptions): TokenSource {
  const endpoint = createTokenEndpoint({ loginUrl, send });
  const secrets = createSecrets(vault);
  const entries = new Map<string, Entry>();

  // The full identity: a token is never found under less than what it was issued for.
  const keyOf = (tenantId: string, resource: string) =>
    JSON.stringify([loginUrl, tenantId.toLowerCase(), clientId, resource]);

  function entryOf(key: string): Entry {
    const entry = entries.get(key) ?? { renewNotBefore: 0 };
    // The one used last stands last; the first makes room.
    entries.delete(key);
    entries.set(key, entry);
    if (entries.size > mostTokens) {
      const [oldest] = entries.keys();
      if (oldest !== undefined) entries.delete(oldest);
    }
    return entry;
  }

  function renew(entry: Entry, tenantId: string, resource: string): Promise<AccessToken> {
    if (entry.flight) return entry.flight;
    const flight = redeem(tenantId, resource).then(
      (token) => {
        entry.token = token;
        delete entry.flight;
        return token;
      },
      (error: unknown) => {
        entry.renewNotBefore = Date.now() + renewAgainMs;
        delete entry.flight;
        throw error;
      },
    );
    entry.flight = flight;
    return flight;
  }

  async function redeem(tenantId: string, resource: string): Promise<AccessToken> {
    await circuit.check(tenantId, resource);
    const { refreshToken, credential } = await secrets.read();
    try {
      const issued = await endpoint.refresh({ tenantId, resource, clientId, refreshToken, credential });
      const token = checked(issued, tenantId, resource);
      await circuit.succeeded(tenantId, resource);
      return token;
    } catch (error) {
      if (error instanceof UpstreamError) await circuit.failed(tenantId, resource, error);
      // Both may have been replaced in the vault since they were read.
      if (error instanceof UpstreamError && ['CREDENTIAL_DEAD', 'REFRESH_TOKEN_DEAD'].includes(error.code)) {
        secrets.forget();
      }
      throw error;
    }
  }

  return {
    async token(tenantId, resource) {
      const entry = entryOf(keyOf(tenantId, resource));
      const leftMs = (entry.token?.expiresAt ?? 0) - Date.now();
      if (!entry.token || leftMs < leastLeftMs) return renew(entry, tenantId, resource);
      if (leftMs < renewAheadMs && Date.now() >= entry.renewNotBefore) {
        // The present token is good for a while: a failure here is met again when it is not.
        renew(entry, tenantId, resource).catch(() => undefined);
      }
      return entry.token;
    },
    drop(tenantId, resource, refused) {
      const entry = entries.get(keyOf(tenantId, resource));
      if (entry?.token?.value === refused.value) delete entry.token;
    },
  };
}

/** A token of another tenant or for another service is refused before anything can be sent with it. */
function checked(issued: IssuedToken, tenantId: string, resource: string): AccessToken {
  const claims = claimsOf(issued.accessToken);
  const { tid, aud, exp } = claims ?? {};
  if (typeof tid !== 'string' || tid.toLowerCase() !== tenantId.toLowerCase() || !isAudience(aud, resource)) {
    throw new UpstreamError('TOKEN_WRONG_TENANT', 'Entra gave a token for another tenant or service.', 'notSent', {
      upstream: { service: 'entra', status: 200 },
    });
  }
  const expiresAt = typeof exp === 'number' ? Math.min(exp * 1000, issued.expiresAt) : issued.expiresAt;
  return { value: issued.accessToken, scopes: issued.scopes, expiresAt };
}

// https://learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in
const graphAppId = '00000003-0000-0000-c000-000000000000';

/** An audience is the resource, with or without its slash, or the resource's application id. */
function isAudience(aud: unknown, resource: string): boolean {
  if (typeof aud !== 'string') return false;
  const bare = aud.replace(/\/+$/, '');
  return (
    bare === resource || (bare === graphAppId && /^https:\/\/(?:[\w-]+\.)?(?:graph|microsoftgraph)\./.test(resource))
  );
}
