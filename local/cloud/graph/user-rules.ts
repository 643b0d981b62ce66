import { isDeepStrictEqual } from 'node:util';
import type { Tenant } from '../tenants';
import { badRequest } from './errors';
import type { User } from './objects';
import { isExtension } from './properties';
import { invalid } from './validate';

/** A user principal name Graph would take in this tenant. */
export function checkUpn(value: unknown, tenant: Tenant): string {
  const upn = typeof value === 'string' ? value : '';
  const [local = '', domain = '', ...rest] = upn.split('@');
  if (rest.length > 0 || !/^[\w.'#!^~-]{1,64}$/.test(local) || local.startsWith('.') || local.endsWith('.')) {
    badRequest('One or more properties contains invalid values.', [
      { code: 'InvalidValue', target: 'userPrincipalName', message: 'Property userPrincipalName is invalid.' },
    ]);
  }
  if (!tenant.domains.some(({ id, isVerified }) => isVerified && id.toLowerCase() === domain.toLowerCase())) {
    badRequest(
      'The domain portion of the userPrincipalName property is invalid. You must use one of the verified domain names in your organization.',
      [{ code: 'InvalidValue', target: 'userPrincipalName', message: 'Property userPrincipalName is invalid.' }],
    );
  }
  return upn;
}

const regions = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });

/** Two letters that name a country, or nothing. */
export function checkUsageLocation(value: unknown): void {
  if (value === undefined || value === null) return;
  const code = typeof value === 'string' && /^[A-Z]{2}$/i.test(value) ? value.toUpperCase() : '';
  if (code === '' || code === 'ZZ' || regions.of(code) === undefined) invalid('usageLocation', 'User');
}

/** What the on-premises directory masters can only be changed there; a few properties live in the cloud. */
export function refuseSynced(properties: Readonly<Record<string, unknown>>, withPassword: boolean): void {
  const cloud = (name: string): boolean => name === 'usageLocation' || isExtension(name);
  if (withPassword || !Object.keys(properties).every(cloud)) {
    badRequest(
      'Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.',
    );
  }
}

export function changes(before: User, after: User): boolean {
  return !isDeepStrictEqual(before, after);
}
