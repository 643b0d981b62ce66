import { join } from 'node:path';
import { samClientId } from '../cloud/entra/clients';
import { stewardResource } from '../cloud/entra/resources';
import { identityHeader } from '../cloud/msi/service';
import { partnerTenantId } from '../cloud/tenants';
import { RuntimeError } from '../runtime/runtime-error';
import { isLoopback } from '../../shared/config';
import { root } from './root';

export interface Addresses {
  appUrl: string;
  cloudUrl: string;
  connectionString: string;
}

/** The settings of an app that runs against the local cloud: what Azure would give it, and who it is. */
export function appEnvironment({ appUrl, cloudUrl, connectionString }: Addresses): Record<string, string> {
  return {
    STEWARD_PUBLIC_URL: appUrl,
    STEWARD_PARTNER_TENANT_ID: partnerTenantId,
    STEWARD_CLIENT_ID: samClientId,
    STEWARD_API_AUDIENCE: stewardResource,
    STEWARD_VAULT_URL: `${cloudUrl}/vault`,
    STEWARD_LOGIN_URL: cloudUrl,
    STEWARD_GRAPH_URL: cloudUrl,
    STEWARD_EXCHANGE_URL: cloudUrl,
    STEWARD_PARTNER_CENTER_URL: cloudUrl,
    STEWARD_SEED_FILE: join(root, 'local', 'seed.json'),
    StewardStorage: connectionString,
    AzureWebJobsStorage: connectionString,
    // https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference
    IDENTITY_ENDPOINT: `${cloudUrl}/msi/token`,
    IDENTITY_HEADER: identityHeader,
  };
}

/** Where the app would send secrets or take work from: never anywhere but on this machine. */
const addresses = [
  'STEWARD_VAULT_URL',
  'STEWARD_LOGIN_URL',
  'STEWARD_GRAPH_URL',
  'STEWARD_EXCHANGE_URL',
  'STEWARD_PARTNER_CENTER_URL',
  'IDENTITY_ENDPOINT',
];
const storages = ['StewardStorage', 'AzureWebJobsStorage'];

/** Gives the app its settings. What is set already stays, as long as it does not lead away from this machine. */
export function setAppEnvironment(given: Addresses, env: NodeJS.ProcessEnv = process.env): void {
  for (const [name, value] of Object.entries(appEnvironment(given))) {
    const present = env[name];
    if (present === undefined || present.trim() === '') env[name] = value;
    else if (leadsAway(name, present)) {
      throw new RuntimeError(`${name} is set to something that is not on this machine: unset it to run locally.`);
    }
  }
}

function leadsAway(name: string, value: string): boolean {
  if (addresses.includes(name)) return URL.canParse(value) && !isLoopback(new URL(value));
  if (!storages.includes(name) || /^UseDevelopmentStorage=true;?$/i.test(value.trim())) return false;
  const endpoints = [...value.matchAll(/Endpoint=([^;]+)/gi)].map(([, endpoint = '']) => endpoint);
  return endpoints.length === 0 || endpoints.some((one) => !URL.canParse(one) || !isLoopback(new URL(one)));
}
