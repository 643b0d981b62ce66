import { vaultResource } from '../entra/resources';
import { Router } from '../router';
import { partnerTenantId } from '../tenants';
import type { Service } from '../service';
import { type Answer, type Call, MalformedBody, Refusal } from '../wire';
import type { World } from '../world';
import { vaultError } from './errors';
import { keyRoutes } from './key-routes';
import { VaultKeys } from './keys';
import { secretRoutes } from './secret-routes';
import { Secrets } from './secrets';

/** The key that seals what the product stores. */
export const dataKeyName = 'steward-data';

/**
 * Azure Key Vault. Its clients take only ids of the form {host}/secrets/{name}/{version}, so ids carry no /vault in
 * front and the routes answer with and without it.
 */
export function vault(world: World): Service {
  const secrets = new Secrets(world.store);
  const keys = new VaultKeys(world.store);
  if (!keys.has(dataKeyName)) keys.create(dataKeyName);
  const router = new Router([...secretRoutes, ...keyRoutes]);
  return {
    name: 'vault',
    caller: () => ({ tenant: partnerTenantId, scopes: [] }),
    answer: (call) => {
      const match = router.match(call.method, call.path.replace(/^\/vault(?=\/)/, ''));
      if (!match) return undefined;
      if (!isAuthorized(world, call)) return challenge(world);
      const throttled = throttle(world);
      if (throttled) return throttled;
      const { name = '', version = '' } = match.params;
      const record = (kind: string): void => {
        world.effects.record(call, { tenant: partnerTenantId, service: 'vault', kind, identity: name });
      };
      try {
        return match.route.handle({ call, name, version, origin: world.origin, secrets, keys, record });
      } catch (error) {
        if (error instanceof Refusal) return error.answer;
        if (error instanceof MalformedBody)
          return vaultError(400, 'BadParameter', 'The request body is not valid JSON.');
        throw error;
      }
    },
  };
}

function isAuthorized(world: World, { headers }: Call): boolean {
  const token = /^Bearer (.+)$/i.exec(headers['authorization'] ?? '')?.[1];
  const claims = token === undefined ? undefined : world.signingKey.verify(token);
  return claims?.['aud'] === vaultResource && Number(claims['exp']) * 1000 > Date.now();
}

/** Clients send their first request bare and learn from this where to get a token. */
function challenge(world: World): Answer {
  return {
    ...vaultError(401, 'Unauthorized', 'AKV10000: Request is missing a Bearer or PoP token.'),
    headers: {
      'www-authenticate': `Bearer authorization="${world.origin}/${partnerTenantId}", resource="${vaultResource}"`,
    },
  };
}

function throttle(world: World): Answer | undefined {
  const limit = world.quotas.limits.vaultTransactionsPer10s;
  const verdict = world.quotas.take([{ bucket: 'vault', limit, windowMs: 10_000, cost: 1 }]);
  if (verdict?.retryAfter === undefined) return undefined;
  return {
    ...vaultError(429, 'Throttled', 'Request was not processed because too many requests were received.'),
    headers: { 'retry-after': String(verdict.retryAfter) },
  };
}
