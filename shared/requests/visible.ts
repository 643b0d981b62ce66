import { StewardError } from '../errors';
import type { Caller } from './records';
import type { RequestRows } from './ledger/request-rows';
import { isRequestId } from './ids';
import type { Services } from './services';
import { notFound } from './refusals';
import { needRequest } from './view';

/** The request, if the caller may know of it: its own, or one of a customer it sees. Otherwise NOT_FOUND. */
export async function visibleRequest(services: Services, caller: Caller, id: string): Promise<RequestRows> {
  if (!isRequestId(id)) throw notFound(id);
  const rows = await needRequest(services, id);
  const { record } = rows;
  const visible = record.caller.id === caller.id || (await services.grants.sees(caller, record.customerId));
  if (!visible) throw notFound(id);
  return rows;
}

/** The same for whoever wants to change what becomes of it: the request's action must be granted to the caller too. */
export async function controllableRequest(services: Services, caller: Caller, id: string): Promise<RequestRows> {
  const rows = await visibleRequest(services, caller, id);
  const { action, customerId, mode } = rows.record;
  const kind = services.findAction(action)?.kind ?? 'delete';
  const decision = await services.grants.decide(caller, { action: { name: action, kind }, customerId, mode });
  if (!decision.allowed) throw new StewardError('NOT_GRANTED', decision.reason);
  return rows;
}
