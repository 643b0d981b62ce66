import type { Grants } from '../callers/grants';
import type { CustomerReader, CustomerRecord } from '../connections/types';
import { InputError } from '../errors';
import type { Caller } from '../requests/records';

interface Stores {
  readonly customers: CustomerReader;
  readonly grants: Grants;
}

/** A customer the caller may know of; any other does not exist for it. */
export async function visibleCustomer(
  caller: Caller,
  customer: string,
  { customers, grants }: Stores,
): Promise<CustomerRecord> {
  const record = await customers.find(customer);
  if (record && (await grants.sees(caller, record.customerId))) return record;
  throw new InputError('CUSTOMER_UNKNOWN', 'There is no such customer.');
}

/** All of these. */
export async function visibleCustomers(caller: Caller, { customers, grants }: Stores): Promise<CustomerRecord[]> {
  const records = await customers.list();
  const seen = await Promise.all(records.map(({ customerId }) => grants.sees(caller, customerId)));
  return records.filter((_record, index) => seen[index]);
}
