import { StewardError } from '../errors';
import {
  finalStates,
  severalCustomers,
  type Order,
  type RequestRecord,
  type RequestState,
  type RequestView,
} from '../requests/records';
import type { Steward } from '../steward';
import { json, type HttpAnswer } from './call';
import { needBody } from './body';
import { idempotencyKey } from './idempotency-key';
import { locationOf, pollHeaders } from './location';
import { toOrder } from './order';
import { problemAnswer, problemType } from './problem';
import { problemOf, requestDocument } from './request-document';
import type { Asked } from './serve';

/** Submits what the body orders: 202, with where to look. `action`: the one the address names. */
export async function submit({ call, caller, steward }: Asked<never>, action?: string): Promise<HttpAnswer> {
  const { bytes, value } = await needBody(call);
  const order = toOrder(value, action);
  const key = idempotencyKey(call.headers, action === undefined ? 'requests' : `actions/${action}`, bytes);
  return submitted({ call, caller, steward }, order, () => steward.requests.submit(caller, order, key));
}

/** The answer to a submit. */
export async function submitted(
  { call, caller, steward }: Pick<Asked<never>, 'call' | 'caller' | 'steward'>,
  order: Pick<Order, 'onFailure'>,
  submitting: () => ReturnType<Steward['requests']['submit']>,
): Promise<HttpAnswer> {
  try {
    const { id, record } = await submitting();
    // What was just recorded is not read again: accepting is what many calls wait for.
    const view = record ? queued(record) : await steward.requests.get(caller, id);
    return accepted(view, steward.config, order.onFailure);
  } catch (error) {
    if (!(error instanceof StewardError) || error.code !== 'ACCEPT_UNKNOWN' || !error.requestId) throw error;
    const answer = problemAnswer(error, call);
    const location = locationOf(steward.config, error.requestId, order.onFailure);
    return { ...answer, headers: { ...answer.headers, location } };
  }
}

function queued(request: RequestRecord): RequestView {
  const { createdAt, customerId, total } = request;
  return {
    request,
    state: 'queued',
    updatedAt: createdAt,
    finishedAt: null,
    counts: { total, succeeded: 0, failed: 0, pending: total },
    item: null,
    planHash: null,
    customer: customerId === severalCustomers ? null : customerId,
  };
}

/** 202 with the request as it is: the caller follows `Location` to its end. */
export function accepted(view: RequestView, config: Steward['config'], onFailure: Order['onFailure']): HttpAnswer {
  const now = Date.now();
  const headers = pollHeaders(locationOf(config, view.request.id, onFailure), view, now);
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
  if (!finalStates.has(view.state)) return accepted(view, config, how.onFailure);
  const status = how.onFailure === 'error' ? failures[view.state] : undefined;
  if (status === undefined) return json(200, document);
  // Both at once: the problem for whoever reads problems, the request for whoever wants to know more.
  const failure = { ...document, ...problemOf(view, config, undefined, status) };
  return json(status, failure, { 'content-type': problemType });
}
