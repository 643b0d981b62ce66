import { StewardError } from '../errors';
import { errorFields } from '../log';
import { finalStates, type Order, type RequestState } from '../requests/records';
import { json, type HttpAnswer } from './call';
import { needBody } from './body';
import { idempotencyKey } from './idempotency-key';
import { apiUrl, locationOf, pollHeaders } from './location';
import { toOrder } from './order';
import { problemAnswer, problemType } from './problem';
import { problemOf, requestDocument } from './request-document';
import type { Asked } from './serve';

/** Submits what the body orders: 202, with where to look. `action`: the one the address names. */
export async function submit(asked: Asked<never>, action?: string): Promise<HttpAnswer> {
  const { call, caller, steward } = asked;
  const { bytes, value } = await needBody(call);
  const order = toOrder(value, action);
  const route = action === undefined ? 'requests' : `actions/${action}`;
  try {
    const { id } = await steward.requests.submit(caller, order, idempotencyKey(call.headers, route, bytes));
    return await accepted(asked, id, order);
  } catch (error) {
    if (!(error instanceof StewardError) || error.code !== 'ACCEPT_UNKNOWN' || !error.requestId) throw error;
    const { status, headers, body = '' } = problemAnswer(error, call);
    const location = locationOf(steward.config, error.requestId, order.onFailure);
    return { status, headers: { ...headers, location }, body };
  }
}

/** It is recorded, so it is accepted, also when it cannot be read back right now. */
async function accepted(asked: Asked<never>, id: string, order: Order): Promise<HttpAnswer> {
  try {
    return await following(asked, id, order.onFailure);
  } catch (error) {
    const { config, log } = asked.steward;
    log.warn('http.accepted-not-read-back', { requestId: id, ...errorFields(error) });
    const { action, customer = null, mode } = order;
    const body = { id, action, customer, mode, state: 'queued', links: { self: apiUrl(config, `/requests/${id}`) } };
    return json(202, body, { location: locationOf(config, id, order.onFailure), 'retry-after': '2' });
  }
}

/** 202 with the request as it is: the caller follows `Location` to its end. */
export async function following(
  { caller, steward }: Pick<Asked<never>, 'caller' | 'steward'>,
  id: string,
  onFailure: Order['onFailure'] = 'status',
): Promise<HttpAnswer> {
  const { config, requests } = steward;
  const view = await requests.get(caller, id);
  const now = Date.now();
  const headers = pollHeaders(locationOf(config, id, onFailure), view, now);
  return json(202, requestDocument(view, config, now), headers);
}

/** Never 408, 429 or 5xx, which engines repeat. */
const failures: Partial<Record<RequestState, number>> = {
  failed: 422,
  cancelled: 409,
  expired: 409,
  needsAttention: 409,
};

/** The state of a request, as an asynchronous engine or a person (`poll=no`) wants it. */
export async function poll(
  { caller, steward }: Pick<Asked<never>, 'caller' | 'steward'>,
  id: string,
  how: { readonly poll: boolean; readonly onFailure: Order['onFailure'] },
): Promise<HttpAnswer> {
  const { config, requests } = steward;
  const view = await requests.get(caller, id);
  const now = Date.now();
  const document = requestDocument(view, config, now);
  if (!how.poll) return json(200, document);
  if (!finalStates.has(view.state))
    return json(202, document, pollHeaders(locationOf(config, id, how.onFailure), view, now));
  const status = how.onFailure === 'error' ? failures[view.state] : undefined;
  if (status === undefined) return json(200, document);
  // Both at once: the problem for whoever reads problems, the request for whoever wants to know more.
  const failure = { ...document, ...problemOf(view, config, undefined, status) };
  return json(status, failure, { 'content-type': problemType });
}
