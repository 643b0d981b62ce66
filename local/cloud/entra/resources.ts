// The resources tokens are issued for, by the names a scope may start with.
export const graphResource = 'https://graph.microsoft.com';
export const vaultResource = 'https://vault.azure.net';
export const stewardResource = 'api://steward';
export const partnerCenterResource = 'https://api.partnercenter.microsoft.com';
export const exchangeResource = 'https://outlook.office365.com';

const resources: Readonly<Record<string, string>> = {
  [graphResource]: graphResource,
  '00000003-0000-0000-c000-000000000000': graphResource,
  [stewardResource]: stewardResource,
  [partnerCenterResource]: partnerCenterResource,
  [exchangeResource]: exchangeResource,
  '00000002-0000-0ff1-ce00-000000000000': exchangeResource,
  'https://ps.compliance.protection.outlook.com': 'https://ps.compliance.protection.outlook.com',
  'https://manage.office.com': 'https://manage.office.com',
  'https://management.azure.com': 'https://management.azure.com',
};

/** Not resources of their own: what they ask for comes with any token. */
const plain = new Set(['openid', 'profile', 'offline_access', 'email']);

export interface RequestedScope {
  readonly resource: string;
  readonly scope: string;
}

/** One scope as requested; Graph's may be named alone. undefined for scopes without a resource; null when the resource is unknown. */
export function parseScope(text: string): RequestedScope | null | undefined {
  if (plain.has(text)) return undefined;
  const slash = text.lastIndexOf('/');
  if (slash < 0) return { resource: graphResource, scope: text };
  // https://graph.microsoft.com//.default is what resources ending in a slash look like.
  const resource = resources[text.slice(0, slash).replace(/\/$/, '').toLowerCase()];
  return resource === undefined ? null : { resource, scope: text.slice(slash + 1) };
}
