import { randomBytes } from 'node:crypto';
import type { Collection } from '../store';
import type { World } from '../world';
import { refuse } from './errors';

interface RefreshToken {
  readonly clientId: string;
  readonly issuedAt: number;
  readonly lastUsedAt: number;
}

// https://learn.microsoft.com/en-us/entra/identity-platform/refresh-tokens#token-lifetime
const idleLimitMs = 90 * 86_400_000;

/** The refresh token of the service account that a fresh local cloud has in its vault. */
export const seededRefreshToken = '1.local-refresh-token';

/** Refresh tokens, bound to client and user but to no tenant or resource. A new one with each use; the old ones stay valid. */
export class RefreshTokens {
  private readonly stored: Collection<RefreshToken>;

  constructor(private readonly world: World) {
    this.stored = world.store.collection('refreshTokens');
  }

  issue(clientId: string, token = `1.${randomBytes(96).toString('base64url')}`): string {
    const now = Date.now();
    this.stored.set(token, { clientId, issuedAt: now, lastUsedAt: now });
    return token;
  }

  /** Uses a token, or refuses it the way Entra does. */
  redeem(token: string, clientId: string): void {
    const found = this.stored.get(token);
    if (found?.clientId !== clientId) return refuse(70000, 'Provided grant is invalid or malformed.');
    const issued = new Date(found.issuedAt).toISOString();
    const revokedAt = this.world.settings.refreshTokensRevokedAt;
    if (found.issuedAt <= revokedAt) {
      const validFrom = new Date(revokedAt).toISOString();
      refuse(
        50173,
        `The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password. The grant was issued on '${issued}' and the TokensValidFrom date (before which tokens are not valid) for this user is '${validFrom}'.`,
      );
    }
    const now = Date.now();
    if (now - found.lastUsedAt >= idleLimitMs) {
      refuse(
        700082,
        `The refresh token has expired due to inactivity. The token was issued on ${issued} and was inactive for 90.00:00:00.`,
      );
    }
    this.stored.set(token, { ...found, lastUsedAt: now });
  }
}
