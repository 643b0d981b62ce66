import { Router } from '../router';
import type { Service } from '../service';
import type { Tenant } from '../tenants';
import { type Answer, type Call, decode, Refusal } from '../wire';
import type { World } from '../world';
import { type Client, clients, samClientId } from './clients';
import { entraError, refuse } from './errors';
import { clientCredentials, refreshToken, required } from './grants';
import { RefreshTokens } from './refresh-tokens';
import { partnerTenantId } from '../tenants';

interface EntraRoute {
  readonly method: string;
  readonly path: string;
  readonly handle: (call: Call, tenant: Tenant) => Answer | Promise<Answer>;
}

/** Microsoft Entra ID: the token endpoint and what callers need to check tokens. */
export function entra(world: World): Service {
  const tokens = new RefreshTokens(world);
  const router = new Router<EntraRoute>([
    {
      method: 'POST',
      path: '/{tenant}/oauth2/v2.0/token',
      handle: (call, tenant) => token(world, tokens, call, tenant),
    },
    {
      method: 'GET',
      path: '/{tenant}/v2.0/.well-known/openid-configuration',
      handle: (_, tenant) => ({ status: 200, body: discovery(world, tenant) }),
    },
    {
      method: 'GET',
      path: '/{tenant}/discovery/v2.0/keys',
      handle: (_, tenant) => ({
        status: 200,
        body: { keys: [{ ...world.signingKey.publicJwk, issuer: `${world.origin}/${tenant.id}/v2.0` }] },
      }),
    },
  ]);
  return {
    name: 'entra',
    caller: (call) => ({ tenant: world.tenants.find(tenantKey(call))?.id, scopes: [] }),
    answer: async (call) => {
      const match = router.match(call.method, call.path);
      if (!match) return undefined;
      try {
        return await match.route.handle(call, findTenant(world, match.params['tenant'] ?? '', call.method === 'GET'));
      } catch (error) {
        if (error instanceof Refusal) return error.answer;
        throw error;
      }
    },
  };
}

function tenantKey(call: Call): string {
  return decode(call.path.split('/')[1] ?? '');
}

function findTenant(world: World, key: string, metadata: boolean): Tenant {
  // The short name is for control calls only; Entra knows ids and domains.
  const tenant = key.includes('.') || key.includes('-') ? world.tenants.find(key) : undefined;
  if (tenant) return tenant;
  if (!/^[\w-]+(?:\.[\w-]+)+$/.test(key) && !/^[\da-f-]{36}$/i.test(key)) {
    refuse(900023, `Specified tenant identifier '${key}' is neither a valid DNS name, nor a valid external domain.`);
  }
  const text = `Tenant '${key}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`;
  throw new Refusal(entraError(90002, text, undefined, metadata ? 'invalid_tenant' : undefined));
}

async function token(world: World, tokens: RefreshTokens, call: Call, tenant: Tenant): Promise<Answer> {
  const form = new URLSearchParams(call.body && 'text' in call.body ? call.body.text : '');
  if (!(call.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded') && [...form].length > 0) {
    refuse(9002313, 'Invalid request. Request is malformed or invalid.');
  }
  const grantType = required(form, 'grant_type');
  if (form.has('resource')) refuse(901002, "The 'resource' request parameter is not supported.");
  if (form.has('client_assertion')) {
    throw new Refusal({
      status: 501,
      body: { error: 'not_implemented', error_description: 'The local cloud does not know client_assertion.' },
    });
  }
  const credential = basicCredential(call) ?? { id: required(form, 'client_id'), secret: form.get('client_secret') };
  const client = authenticate(world, credential, tenant);
  const grant = { tenant, clientId: credential.id, client, form };
  if (grantType === 'client_credentials') return await clientCredentials(world, grant);
  if (grantType === 'refresh_token') return await refreshToken(world, tokens, grant);
  return refuse(70003, `The app requested an unsupported grant type '${grantType}'.`);
}

function basicCredential(call: Call): { id: string; secret: string } | undefined {
  const [scheme, value] = (call.headers['authorization'] ?? '').split(' ');
  if (scheme !== 'Basic' || value === undefined) return undefined;
  const [id = '', secret = ''] = Buffer.from(value, 'base64').toString().split(':');
  return { id: decode(id), secret: decode(secret) };
}

function authenticate(world: World, credential: { id: string; secret: string | null }, tenant: Tenant): Client {
  const { id, secret } = credential;
  const client = clients[id];
  // The local callers are registered in the partner's tenant only; the Secure Application Model app is multi-tenant.
  if (!client || (id !== samClientId && tenant.id !== partnerTenantId)) {
    return refuse(
      700016,
      `Application with identifier '${id}' was not found in the directory '${tenant.displayName}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
    );
  }
  if (secret === null || secret === '') {
    refuse(7000218, "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.");
  }
  if (secret !== client.secret) {
    refuse(
      7000215,
      `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${id}'.`,
    );
  }
  if (id === samClientId && Date.now() >= world.settings.clientSecretExpiresAt) {
    refuse(
      7000222,
      `The provided client secret keys for app '${id}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.`,
    );
  }
  return client;
}

function discovery(world: World, tenant: Tenant): Record<string, unknown> {
  const base = `${world.origin}/${tenant.id}`;
  return {
    issuer: `${base}/v2.0`,
    token_endpoint: `${base}/oauth2/v2.0/token`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
    response_types_supported: ['code'],
    response_modes_supported: ['query', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    tenant_region_scope: 'EU',
    cloud_instance_name: 'microsoftonline.com',
  };
}
