import type { Service } from '../service';
import type { Answer, Call } from '../wire';
import type { World } from '../world';
import { appToken, lifetimeSeconds } from '../entra/tokens';
import { partnerTenantId } from '../tenants';

/** The header value that Azure hands to an app beside the endpoint's address. */
export const identityHeader = 'local';

const defaultIdentity = '99999999-0000-4000-8000-0000000000ff';

/**
 * The managed-identity endpoint of App Service and Functions.
 * https://learn.microsoft.com/en-us/azure/app-service/overview-managed-identity#rest-endpoint-reference
 */
export function msi(world: World): Service {
  return {
    name: 'msi',
    caller: () => ({ tenant: partnerTenantId, scopes: [] }),
    answer: async (call) =>
      call.method === 'GET' && call.path === '/msi/token' ? await token(world, call) : undefined,
  };
}

async function token(world: World, { headers, query }: Call): Promise<Answer> {
  if (headers['x-identity-header'] !== identityHeader) {
    return { status: 401, body: { statusCode: 401, message: 'The X-IDENTITY-HEADER header is missing or wrong.' } };
  }
  if (query.get('api-version') !== '2019-08-01') {
    return { status: 400, body: { statusCode: 400, message: 'The api-version is missing or not supported.' } };
  }
  const resource = query.get('resource');
  const tenant = world.tenants.get(partnerTenantId);
  if (resource === null || resource === '' || !tenant) {
    return { status: 400, body: { statusCode: 400, message: 'The resource parameter is missing.' } };
  }
  const clientId = query.get('client_id') ?? defaultIdentity;
  const audience = resource.replace(/\/$/, '');
  const accessToken = await appToken(world, { tenant, audience, clientId, objectId: clientId, roles: [] });
  return {
    status: 200,
    body: {
      access_token: accessToken,
      expires_on: String(Math.floor(Date.now() / 1000) + lifetimeSeconds),
      resource,
      token_type: 'Bearer',
      client_id: clientId,
    },
  };
}
