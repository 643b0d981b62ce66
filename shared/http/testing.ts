import { StewardError } from '../errors';
import { createLog } from '../log';
import { newRequestId } from '../requests/ids';
import type { Caller, ItemRecord, RequestView, Requests } from '../requests/records';
import type { Steward } from '../steward';
import type { HttpAnswer, HttpCall } from './call';
import { serve, type HttpFunction, type Methods } from './serve';

export const publicUrl = 'https://steward.example';
export const token = 'Bearer a.b.c';
export const caller: Caller = { id: 'flow', kind: 'application', roles: ['Steward.Caller'], tenantId: 'partner' };

/** A request as the ledger would show it: one that succeeded, unless said otherwise. */
export function viewOf(
  changes: Partial<Omit<RequestView, 'request'>> & { readonly request?: Partial<RequestView['request']> } = {},
): RequestView {
  const { request, ...rest } = changes;
  const createdAt = new Date().toISOString();
  return {
    request: {
      id: newRequestId(),
      action: 'users.create',
      customerId: 'contoso',
      tenantId: '22222222-2222-2222-2222-222222222222',
      mode: 'apply',
      caller,
      createdAt,
      total: 1,
      chunks: 1,
      plan: null,
      onFailure: 'status',
      keyed: false,
      parent: null,
      undoes: null,
      force: false,
      undoUntil: new Date(Date.now() + 86_400_000).toISOString(),
      ...request,
    },
    state: 'succeeded',
    updatedAt: createdAt,
    finishedAt: createdAt,
    counts: { total: 1, succeeded: 1, failed: 0, pending: 0 },
    item: itemOf(),
    planHash: null,
    customer: 'contoso',
    ...rest,
  };
}

export function itemOf(changes: Partial<ItemRecord> = {}): ItemRecord {
  return {
    row: 0,
    customer: 'contoso',
    input: {},
    state: 'succeeded',
    effects: [],
    output: null,
    problem: null,
    warnings: [],
    plan: null,
    secrets: [],
    updatedAt: '2027-01-04T08:00:00.000Z',
    nextAttemptAt: null,
    ...changes,
  };
}

/** Steward with nothing behind it: what a test does not give is not there. */
export function stewardOf(
  given: { readonly requests?: Partial<Requests> } & Partial<Omit<Steward, 'requests' | 'config'>>,
): Steward {
  const absent = (): never => {
    throw new Error('The test did not expect this call.');
  };
  const steward: Omit<Steward, 'requests'> = {
    config: { publicUrl } as Steward['config'],
    log: createLog(() => undefined),
    authenticate: (authorization) =>
      authorization === token
        ? Promise.resolve(caller)
        : Promise.reject(new StewardError('TOKEN_MISSING', 'The Authorization header is missing.')),
    worker: { run: absent, bury: absent, sweep: absent },
    grants: { decide: absent, sees: (_caller, customerId) => Promise.resolve(customerId !== 'hidden') },
    customers: { find: absent, list: absent, markerOf: absent },
    graph: { reader: absent, writer: absent },
    ...given,
  };
  return {
    ...steward,
    requests: new Proxy({} as Requests, { get: (_none, name) => given.requests?.[name as keyof Requests] ?? absent }),
  };
}

export interface Sent {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A call with a token and, unless it is text, a body of JSON. */
export function callOf(method: string, address: string, params: HttpCall['params'] = {}, sent: Sent = {}): HttpCall {
  const { pathname, searchParams } = new URL(`${publicUrl}/api${address}`);
  const body = typeof sent.body === 'string' || sent.body === undefined ? (sent.body ?? '') : JSON.stringify(sent.body);
  return {
    method,
    path: pathname,
    query: searchParams,
    params,
    headers: new Headers({ authorization: token, 'content-type': 'application/json', ...sent.headers }),
    body: () => Promise.resolve(new TextEncoder().encode(body)),
  };
}

export interface Answered extends HttpAnswer {
  /** The body's JSON. */
  readonly content: Record<string, unknown>;
}

export async function answer(target: HttpFunction | Methods, call: HttpCall, steward: Steward): Promise<Answered> {
  const methods = 'route' in target ? target.methods : target;
  const given = await serve(methods, call, { log: steward.log, steward: () => Promise.resolve(steward) });
  const isJson = given.headers['content-type']?.includes('json') === true;
  return { ...given, content: isJson ? (JSON.parse(given.body ?? '{}') as Record<string, unknown>) : {} };
}
