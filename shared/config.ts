import { ConfigurationError } from './errors';
import type { StorageConfig } from './connections/storage/config';

export type SettingType = 'url' | 'guid' | 'text' | 'integer' | 'switch' | 'connectionString';

export interface Setting {
  readonly name: string;
  readonly type: SettingType;
  /** Left out: the setting has none. */
  readonly default?: string;
  /** True: the app does not start without it. */
  readonly required: boolean;
  readonly secret: boolean;
  /** One sentence for the settings page. */
  readonly description: string;
}

const required = (name: string, type: SettingType, description: string): Setting => ({
  name,
  type,
  required: true,
  secret: false,
  description,
});
const optional = (name: string, type: SettingType, description: string): Setting => ({
  ...required(name, type, description),
  required: false,
});
const preset = (name: string, type: SettingType, value: string, description: string): Setting => ({
  ...optional(name, type, description),
  default: value,
});

/** Every setting the app reads, in the order of the settings page. */
export const settings = [
  required(
    'STEWARD_PUBLIC_URL',
    'url',
    'Address callers reach the app under, without /api; Location headers start with it.',
  ),
  required('STEWARD_PARTNER_TENANT_ID', 'guid', "The partner's own Entra tenant."),
  required('STEWARD_CLIENT_ID', 'guid', 'Client id of the Secure Application Model app registration.'),
  required(
    'STEWARD_API_AUDIENCE',
    'text',
    "Audience of callers' tokens: the client id of the app's API registration, or its application id URI.",
  ),
  required('STEWARD_VAULT_URL', 'url', 'Key Vault that holds the refresh token, the client secret and the keys.'),
  preset(
    'STEWARD_LOGIN_URL',
    'url',
    'https://login.microsoftonline.com',
    'Entra sign-in endpoint; differs in national clouds.',
  ),
  preset(
    'STEWARD_GRAPH_URL',
    'url',
    'https://graph.microsoft.com',
    'Microsoft Graph endpoint; differs in national clouds.',
  ),
  preset(
    'STEWARD_GRAPH_RESOURCE',
    'text',
    'https://graph.microsoft.com',
    'Resource that tokens for Microsoft Graph are asked for; differs in national clouds.',
  ),
  preset('STEWARD_GRAPH_BATCH_SIZE', 'integer', '20', 'Calls in one Graph $batch, 1 to 20.'),
  preset(
    'STEWARD_EXCHANGE_URL',
    'url',
    'https://outlook.office365.com',
    'Exchange Online endpoint; differs in national clouds.',
  ),
  preset(
    'STEWARD_EXCHANGE_RESOURCE',
    'text',
    'https://outlook.office365.com',
    'Resource that tokens for Exchange Online are asked for; differs in national clouds.',
  ),
  preset(
    'STEWARD_EXCHANGE_ADMIN_API',
    'switch',
    'off',
    'Whether the Exchange Online Admin API (preview; needs Exchange.ManageV2) serves what it covers.',
  ),
  preset(
    'STEWARD_PARTNER_CENTER_URL',
    'url',
    'https://api.partnercenter.microsoft.com',
    'Partner Center endpoint; differs in national clouds.',
  ),
  preset(
    'STEWARD_PARTNER_CENTER_RESOURCE',
    'text',
    'https://api.partnercenter.microsoft.com',
    'Resource that tokens for Partner Center are asked for; differs in national clouds.',
  ),
  preset(
    'STEWARD_MAX_SEATS_PER_ORDER',
    'integer',
    '300',
    'Most seats that one request may order, or set a subscription to.',
  ),
  preset('STEWARD_GRAPH_TENANT_WRITES', 'integer', '3000', 'Writes to Microsoft Graph in one tenant in 150 seconds.'),
  preset('STEWARD_GRAPH_WRITES', 'integer', '70000', 'Writes to Microsoft Graph in all tenants in five minutes.'),
  preset('STEWARD_PARTNER_CENTER_WRITES', 'integer', '500', 'Writes to Partner Center for one customer in a minute.'),
  preset('STEWARD_EXCHANGE_WRITES', 'integer', '120', 'Writes to Exchange in one tenant in a minute.'),
  optional(
    'STEWARD_IDENTITY_CLIENT_ID',
    'guid',
    'Client id of a user-assigned managed identity; left out: the system-assigned one.',
  ),
  optional('STEWARD_SEED_FILE', 'text', 'JSON file of grants and customers written at start-up where absent.'),
  {
    ...optional(
      'StewardStorage',
      'connectionString',
      'Storage connection string; left out when the three below are set.',
    ),
    secret: true,
  },
  optional('StewardStorage__queueServiceUri', 'url', 'Queue endpoint, reached with the managed identity.'),
  optional('StewardStorage__tableServiceUri', 'url', 'Table endpoint, reached with the managed identity.'),
  optional(
    'StewardStorage__clientId',
    'guid',
    'Client id of the managed identity for storage, where it is user-assigned.',
  ),
] as const satisfies readonly Setting[];

export interface Config {
  /** No trailing slash; so are all addresses here. */
  readonly publicUrl: string;
  readonly partnerTenantId: string;
  readonly clientId: string;
  readonly apiAudience: string;
  readonly vaultUrl: string;
  readonly loginUrl: string;
  readonly graphUrl: string;
  readonly graphResource: string;
  readonly graphBatchSize: number;
  readonly exchangeUrl: string;
  readonly exchangeResource: string;
  readonly exchangeAdminApi: boolean;
  readonly partnerCenterUrl: string;
  readonly partnerCenterResource: string;
  readonly maxSeatsPerOrder: number;
  /** Quotas, each in the span its setting names. */
  readonly writes: Readonly<Record<'graphTenant' | 'graph' | 'partnerCenter' | 'exchange', number>>;
  readonly identityClientId?: string;
  readonly seedFile?: string;
  readonly storage: StorageConfig;
}

/** Reads and checks all settings. The only place that looks at the environment. */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const read = (name: string): string | undefined => {
    const setting = settings.find((candidate) => candidate.name === name);
    if (!setting) throw new Error(`${name} is not in the list of settings.`);
    return readSetting(setting, env);
  };
  // Present by its being required or having a default.
  const need = (name: string): string => {
    const value = read(name);
    if (value === undefined) throw new ConfigurationError(name, `The setting ${name} is missing.`);
    return value;
  };
  const identityClientId = read('STEWARD_IDENTITY_CLIENT_ID');
  const seedFile = read('STEWARD_SEED_FILE');
  return {
    publicUrl: need('STEWARD_PUBLIC_URL'),
    partnerTenantId: need('STEWARD_PARTNER_TENANT_ID').toLowerCase(),
    clientId: need('STEWARD_CLIENT_ID').toLowerCase(),
    apiAudience: need('STEWARD_API_AUDIENCE'),
    vaultUrl: need('STEWARD_VAULT_URL'),
    loginUrl: need('STEWARD_LOGIN_URL'),
    graphUrl: need('STEWARD_GRAPH_URL'),
    graphResource: need('STEWARD_GRAPH_RESOURCE').replace(/\/+$/, ''),
    graphBatchSize: batchSize(need('STEWARD_GRAPH_BATCH_SIZE')),
    exchangeUrl: need('STEWARD_EXCHANGE_URL'),
    exchangeResource: need('STEWARD_EXCHANGE_RESOURCE').replace(/\/+$/, ''),
    exchangeAdminApi: need('STEWARD_EXCHANGE_ADMIN_API') === 'on',
    partnerCenterUrl: need('STEWARD_PARTNER_CENTER_URL'),
    partnerCenterResource: need('STEWARD_PARTNER_CENTER_RESOURCE').replace(/\/+$/, ''),
    maxSeatsPerOrder: Number(need('STEWARD_MAX_SEATS_PER_ORDER')),
    writes: {
      graphTenant: Number(need('STEWARD_GRAPH_TENANT_WRITES')),
      graph: Number(need('STEWARD_GRAPH_WRITES')),
      partnerCenter: Number(need('STEWARD_PARTNER_CENTER_WRITES')),
      exchange: Number(need('STEWARD_EXCHANGE_WRITES')),
    },
    ...(identityClientId === undefined ? {} : { identityClientId }),
    ...(seedFile === undefined ? {} : { seedFile }),
    storage: storageConfig(read, need),
  };
}

function storageConfig(read: (name: string) => string | undefined, need: (name: string) => string): StorageConfig {
  const connectionString = read('StewardStorage');
  if (connectionString !== undefined) return { connectionString };
  if (read('StewardStorage__queueServiceUri') === undefined && read('StewardStorage__tableServiceUri') === undefined) {
    throw new ConfigurationError(
      'StewardStorage',
      'The setting StewardStorage is missing; StewardStorage__queueServiceUri and StewardStorage__tableServiceUri are not set either.',
    );
  }
  const clientId = read('StewardStorage__clientId');
  return {
    queueUrl: need('StewardStorage__queueServiceUri'),
    tableUrl: need('StewardStorage__tableServiceUri'),
    ...(clientId === undefined ? {} : { clientId }),
  };
}

function readSetting(setting: Setting, env: NodeJS.ProcessEnv): string | undefined {
  const value = env[setting.name]?.trim() || setting.default;
  if (value === undefined) {
    if (setting.required) {
      throw new ConfigurationError(setting.name, `The setting ${setting.name} is missing: ${setting.description}`);
    }
    return undefined;
  }
  const problem = problemWith(setting.type, value);
  // The value itself may be a secret pasted into the wrong place: it is not repeated.
  if (problem !== null) throw new ConfigurationError(setting.name, `The setting ${setting.name} ${problem}.`);
  return setting.type === 'url' ? new URL(value).href.replace(/\/+$/, '') : value;
}

const guid = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;

function problemWith(type: SettingType, value: string): string | null {
  if (type === 'guid') return guid.test(value) ? null : 'must be a GUID';
  if (type === 'switch') return /^(?:on|off)$/.test(value) ? null : 'must be on or off';
  if (type === 'integer') return /^\d{1,6}$/.test(value) ? null : 'must be a whole number';
  if (type === 'connectionString') {
    return /^UseDevelopmentStorage=true;?$|AccountName=|Endpoint=/i.test(value)
      ? null
      : 'must be a storage connection string';
  }
  if (type !== 'url') return null;
  if (!URL.canParse(value)) return 'must be an absolute address';
  const url = new URL(value);
  if (url.search || url.hash || url.username) return 'must be an address without query, fragment or user name';
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url))) return null;
  return 'must start with https:// (http:// only on the local machine)';
}

function batchSize(text: string): number {
  const size = Number(text);
  // https://learn.microsoft.com/graph/json-batching#batch-size-limitations
  if (size >= 1 && size <= 20) return size;
  throw new ConfigurationError(
    'STEWARD_GRAPH_BATCH_SIZE',
    'The setting STEWARD_GRAPH_BATCH_SIZE must be from 1 to 20.',
  );
}

/** Whether an address is on this machine, where plain http is safe. */
export function isLoopback(url: URL): boolean {
  return url.hostname === 'localhost' || url.hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(url.hostname);
}
