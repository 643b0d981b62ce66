import { parseObject } from '../connections/http/parse-json';
import { InputError } from '../errors';
import { visibleCustomer } from '../lookups/customer';
import type { RequestFilter, RequestSummary } from '../requests/records';
import { json, type HttpAnswer } from './call';
import { apiUrl } from './location';
import { page } from './page';
import { oneOf, timeOf } from './query';
import type { Asked } from './serve';
import { requestStates } from './states';

const pageSize = 50;
const filters = ['customer', 'action', 'state', 'caller', 'from', 'to'] as const;
export const listParameters = [...filters, 'after'] as const;

/** Requests the caller may see, newest first. */
export async function listRequests(asked: Asked<(typeof listParameters)[number]>): Promise<HttpAnswer> {
  const { caller, steward, query } = asked;
  const { after, ...shown } = query;
  if (after !== undefined && !isContinuation(after)) {
    throw new InputError('INPUT_INVALID', "The query parameter 'after' is not from a nextLink.");
  }
  const filter = await filterOf(asked);
  const found = await steward.requests.list(caller, filter, {
    top: pageSize,
    ...(after === undefined ? {} : { after }),
  });
  const address = apiUrl(steward.config, '/requests');
  const value = found.value.map((summary) => line(summary, address));
  return json(200, page(value, address, { ...shown, after: found.next }));
}

async function filterOf({ caller, steward, query }: Asked<(typeof listParameters)[number]>): Promise<RequestFilter> {
  const { customer, action, caller: by } = query;
  const record = customer === undefined ? undefined : await visibleCustomer(caller, customer, steward);
  const state = oneOf('state', query.state, requestStates);
  const from = timeOf('from', query.from);
  const to = timeOf('to', query.to);
  return {
    ...(record === undefined ? {} : { customer: record.customerId }),
    ...(action === undefined ? {} : { action }),
    ...(state === undefined ? {} : { state }),
    ...(by === undefined ? {} : { caller: by }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}

function line(summary: RequestSummary, address: string) {
  const { id, action, customer, mode, state, caller, createdAt } = summary;
  return { id, action, customer, mode, state, caller, createdAt, links: { self: `${address}/${id}` } };
}

/** Handed out by the table client: JSON in base64. It does not check what it is given back. */
function isContinuation(after: string): boolean {
  return after.length <= 2000 && parseObject(Buffer.from(after, 'base64').toString('utf8')) !== undefined;
}
