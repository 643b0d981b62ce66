import { path } from '../connections/http/path';
import type { GraphReader } from '../connections/types';
import { InputError, StewardError } from '../errors';
import { newRequestId } from '../requests/ids';
import type { Caller } from '../requests/records';
import type { Steward } from '../steward';
import { visibleCustomer, visibleCustomers } from './customer';

/** A choice of a form: what is filled in, and what is shown. */
export interface Choice {
  readonly id: string;
  readonly title: string;
}

type Stewards = Pick<Steward, 'customers' | 'grants' | 'graph'>;

const inTenant: Readonly<Record<string, (graph: GraphReader) => Promise<Choice[]>>> = { skus, groups };

/** The choices of one kind, by title. `customer` says in whose tenant. */
export async function lookUp(
  kind: string,
  caller: Caller,
  customer: string | undefined,
  steward: Stewards,
): Promise<Choice[]> {
  const choices = await choicesOf(kind, caller, customer, steward);
  return choices.sort((a, b) => a.title.localeCompare(b.title, 'en'));
}

async function choicesOf(kind: string, caller: Caller, customer: string | undefined, steward: Stewards) {
  if (kind === 'customers') {
    const records = await visibleCustomers(caller, steward);
    return records.map(({ customerId, displayName }) => ({ id: customerId, title: displayName }));
  }
  const read = Object.hasOwn(inTenant, kind) ? inTenant[kind] : undefined;
  if (!read) throw new StewardError('NOT_FOUND', 'There is no such lookup.');
  if (customer === undefined) throw new InputError('CUSTOMER_REQUIRED', "The query parameter 'customer' is missing.");
  const { tenantId } = await visibleCustomer(caller, customer, steward);
  if (tenantId === null) throw new InputError('CUSTOMER_WITHOUT_TENANT', 'The customer has no tenant yet.');
  // Nothing is recorded for a look-up; the id is what Microsoft is told to find the call by.
  return read(steward.graph.reader({ tenantId, requestId: newRequestId() }));
}

async function skus(graph: GraphReader): Promise<Choice[]> {
  const rows = await graph.list<{ skuId: string; skuPartNumber: string }>(path`/subscribedSkus`);
  return rows.map(({ skuId, skuPartNumber }) => ({ id: skuId, title: skuPartNumber }));
}

async function groups(graph: GraphReader): Promise<Choice[]> {
  const rows = await graph.list<{ id: string; displayName: string }>(path`/groups?$select=id,displayName&$top=999`);
  return rows.map(({ id, displayName }) => ({ id, title: displayName }));
}
