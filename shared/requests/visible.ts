import { StewardError } from '../errors';
import type { Caller, RequestRecord } from './records';
import type { RequestRows } from './ledger/request-rows';
import { isRequestId } from './ids';
import type { Services } from './services';
import { notFound } from './refusals';
import { needRequest } from './view';

/** The request, if the caller may know of it: its own, or one of customers it sees. Otherwise NOT_FOUND. */
export async function visibleRequest(services: Services, caller: Caller, id: string): Promise<RequestRows> {
  if (!isRequestId(id)) throw notFound(id);
  const rows = await needRequest(services, id);
  const { record } = rows;
  if (record.caller.id === caller.id) return rows;
  for (const customerId of customersOf(record)) {
    if (!(await services.grants.sees(caller, customerId))) throw notFound(id);
  }
  return rows;
}

function customersOf({ customerId, customers }: RequestRecord): readonly (string | null)[] {
  return customers ?? [customerId];
}

/** The same for whoever wants to change what becomes of it: the request's action must be granted to the caller too. */
export async function controllableRequest(services: Services, caller: Caller, id: string): Promise<RequestRows> {
  const rows = await visibleRequest(services, caller, id);
  const { action, mode } = rows.record;
  const kind = services.findAction(action)?.kind ?? 'delete';
  for (const customerId of customersOf(rows.record)) {
    const decision = await services.grants.decide(caller, { action: { name: action, kind }, customerId, mode });
    if (!decision.allowed) throw new StewardError('NOT_GRANTED', decision.reason);
  }
  return rows;
}
