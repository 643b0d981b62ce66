import { isRestError } from '../connections/storage/tables';
import { StewardError } from '../errors';
import { destroyKey, handOver } from './hand-over';
import { readIndex } from './ledger/lists';
import { severalCustomers, type Caller, type RequestFilter, type Requests, type RequestSummary } from './records';
import { notFound } from './refusals';
import type { Services } from './services';
import { settle } from './settle';
import { createSubmit } from './submit';
import { undo } from './undo';
import * as verbs from './verbs';
import { rowsOf, toRecord } from './rows';
import { readView } from './view';
import { controllableRequest, visibleRequest } from './visible';

/** The life of requests, for the HTTP surface. */
export function createRequests(services: Services): Requests {
  const { submit, submitBulk } = createSubmit(services);
  const controlled =
    (verb: (services: Services, rows: Awaited<ReturnType<typeof controllableRequest>>) => Promise<void>) =>
    (caller: Caller, id: string) =>
      guarded(async () => verb(services, await controllableRequest(services, caller, id)));

  return {
    submit: (caller, order, key) => guarded(() => submit(caller, order, key)),
    submitBulk: (caller, order, key) => guarded(() => submitBulk(caller, order, key)),
    get: (caller, id) => guarded(async () => readView(services, await visibleRequest(services, caller, id))),
    items: (caller, id) =>
      guarded(async () => {
        const rows = await visibleRequest(services, caller, id);
        return (await rowsOf(services, rows)).map(toRecord);
      }),
    list: (caller, filter, page) => guarded(() => list(services, caller, filter, page)),
    cancel: controlled(verbs.cancel),
    hold: controlled(verbs.hold),
    resume: controlled(verbs.resume),
    retry: controlled(verbs.retry),
    settle: (caller, id, decision) =>
      guarded(async () => settle(services, await controllableRequest(services, caller, id), caller, decision)),
    undo: (caller, id, { force }) =>
      guarded(async () => undo(services, await visibleRequest(services, caller, id), caller, force)),
    secrets: (caller, id) =>
      guarded(async () => handOver(services, await controllableRequest(services, caller, id), caller)),
    endHandOver: (caller, id) =>
      guarded(async () => {
        const { record } = await controllableRequest(services, caller, id);
        if (!record.keyed) throw notFound(id);
        await destroyKey(services, record.id);
      }),
  };
}

/** A page of what the caller may see. It can be shorter than asked for, even empty, and still have a next one. */
async function list(
  services: Services,
  caller: Caller,
  filter: RequestFilter,
  page: { readonly top: number; readonly after?: string },
): ReturnType<Requests['list']> {
  const { index } = await services.ledger();
  const customer = filter.customer === undefined ? undefined : await services.customers.find(filter.customer);
  if (filter.customer !== undefined && !customer) return { value: [] };
  const { value, next } = await readIndex(
    index,
    customer ? { ...filter, customer: customer.customerId } : filter,
    page,
  );
  const visible: RequestSummary[] = [];
  for (const summary of value) {
    const sees = summary.caller === caller.id || (await services.grants.sees(caller, summary.customer));
    const customer = summary.customer === severalCustomers ? null : summary.customer;
    if (sees) visible.push({ ...summary, customer });
  }
  return next === undefined ? { value: visible } : { value: visible, next };
}

/** A storage fault is told as what it is: nothing was accepted or changed by this call as far as we know. */
async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isRestError(error)) throw error;
    throw new StewardError('STORAGE_UNAVAILABLE', 'Storage is not available.', { retryAfterMs: 5_000, cause: error });
  }
}
