import { isDomain } from '../../connections/entra/tenant';
import type { CustomerReader } from '../../connections/types';
import { InputError } from '../../errors';
import type { JsonObject } from '../../json';
import type { Finding } from '../action';
import { isGuid } from '../look-up';

/** Looks whether a record is the one our request wrote. */
export async function findRecorded(
  customers: CustomerReader,
  { customerId, tenantId, domain }: { readonly customerId: string; readonly tenantId: string; readonly domain: string },
  marker: string,
): Promise<Finding<JsonObject>> {
  if ((await customers.markerOf(customerId)) === marker) return { is: 'found', result: {} };
  const others = await Promise.all([customerId, tenantId, domain].map((key) => customers.find(key)));
  return { is: others.some((other) => other !== undefined) ? 'taken' : 'absent' };
}

/** Customers are also found by tenant id and domain: an id that looks like those of another would lead astray. */
export function refuseMisleading(customerId: string, own: readonly string[]): void {
  const names = own.map((name) => name.toLowerCase());
  if ((isGuid(customerId) || isDomain(customerId)) && !names.includes(customerId.toLowerCase()))
    throw new InputError('INPUT_INVALID', 'The customer id looks like a tenant id or domain, but of another tenant.');
}
