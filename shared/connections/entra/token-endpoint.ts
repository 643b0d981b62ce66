import { UpstreamError } from '../../errors';
import { isObject, parseObject } from '../http/parse-json';
import type { HttpAnswer, Send } from '../http/send';
import { entraError } from './errors';

/** How the app proves itself to Entra. */
export interface ClientCredential {
  readonly kind: 'secret';
  readonly secret: string;
}

export interface RefreshGrant {
  readonly tenantId: string;
  /** Without trailing slash. */
  readonly resource: string;
  readonly clientId: string;
  readonly refreshToken: string;
  readonly credential: ClientCredential;
}

export interface IssuedToken {
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  readonly scopes: readonly string[];
  /** Epoch ms. */
  readonly expiresAt: number;
}

export interface TokenEndpointOptions {
  readonly loginUrl: string;
  readonly send: Send;
}

/** Entra's token endpoint. https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow#refresh-the-access-token */
export function createTokenEndpoint({ loginUrl, send }: TokenEndpointOptions) {
  return {
    /** Redeems a refresh token in one tenant for one resource. */
    async refresh(grant: RefreshGrant): Promise<IssuedToken> {
      const askedAt = Date.now();
      const answer = await post(`${loginUrl}/${encodeURIComponent(grant.tenantId)}/oauth2/v2.0/token`, {
        client_id: grant.clientId,
        grant_type: 'refresh_token',
        refresh_token: grant.refreshToken,
        scope: `${grant.resource}/.default offline_access`,
        client_secret: grant.credential.secret,
      });
      if (answer.status !== 200) throw entraError(answer);
      return readToken(answer, askedAt);
    },
  };

  async function post(url: string, form: Readonly<Record<string, string>>): Promise<HttpAnswer> {
    try {
      return await send({
        service: 'entra',
        method: 'POST',
        url,
        headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
        body: new URLSearchParams(form).toString(),
      });
    } catch (error) {
      // Redeeming again is harmless: the old refresh token stays valid. For the call that needed it, nothing was sent.
      if (!(error instanceof UpstreamError)) throw error;
      throw new UpstreamError(error.code, error.message, 'notSent', { upstream: error.upstream, cause: error });
    }
  }
}

export type TokenEndpoint = ReturnType<typeof createTokenEndpoint>;

function readToken(answer: HttpAnswer, askedAt: number): IssuedToken {
  const body = parseObject(answer.body) ?? {};
  const { access_token: accessToken, refresh_token: refreshToken, scope, expires_in: expiresIn } = body;
  // A number in version 2; text in older answers.
  const seconds = Number(expiresIn);
  if (typeof accessToken !== 'string' || !(seconds > 0)) {
    throw new UpstreamError('UPSTREAM_UNAVAILABLE', "Entra's answer cannot be read.", 'notSent', {
      upstream: { service: 'entra', status: answer.status },
    });
  }
  return {
    accessToken,
    refreshToken: typeof refreshToken === 'string' ? refreshToken : undefined,
    scopes: typeof scope === 'string' ? scope.split(' ').filter(Boolean) : [],
    expiresAt: askedAt + seconds * 1000,
  };
}

/** The claims of a token, not verified: only for looking at tokens that Entra gave us over its own connection. */
export function claimsOf(token: string): Readonly<Record<string, unknown>> | undefined {
  const [, payload, signature] = token.split('.');
  if (payload === undefined || signature === undefined) return undefined;
  const claims = parseObject(Buffer.from(payload, 'base64url').toString('utf8'));
  return isObject(claims) ? claims : undefined;
}
