import { StewardError } from '../errors';
import { errorFields, type Log } from '../log';
import type { Caller } from '../requests/records';
import type { Steward } from '../steward';
import { withTrace } from '../trace';
import type { HttpAnswer, HttpCall } from './call';
import { problemAnswer } from './problem';
import { readQuery } from './query';

/** What every call needs. The product is put together at the first call that asks for it. */
export interface Host {
  readonly log: Log;
  readonly steward: () => Promise<Steward>;
}

export type Handler = (call: HttpCall, host: Host) => Promise<HttpAnswer>;
export type Methods = Partial<Record<'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS', Handler>>;

/** One route and all it answers. */
export interface HttpFunction {
  readonly name: string;
  /** Template below /api. https://learn.microsoft.com/azure/azure-functions/functions-bindings-http-webhook-trigger */
  readonly route: string;
  readonly methods: Methods;
}

const always = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/** Answers one call: whatever is thrown becomes a problem. */
export function serve(methods: Methods, call: HttpCall, host: Host): Promise<HttpAnswer> {
  return withTrace(call.headers.get('traceparent'), async () => {
    const { status, headers, body } = await dispatch(methods, call, host).catch((error: unknown) => {
      const answer = problemAnswer(error, call);
      if (answer.status >= 500) host.log.error('http.failed', errorFields(error));
      return answer;
    });
    const shown = body === undefined || call.method === 'HEAD' ? {} : { body };
    return { status, headers: { ...always, ...headers }, ...shown };
  });
}

async function dispatch(methods: Methods, call: HttpCall, host: Host): Promise<HttpAnswer> {
  const handler = methods[(call.method === 'HEAD' ? 'GET' : call.method) as keyof Methods];
  if (handler) return handler(call, host);
  const allow = [...Object.keys(methods), ...(methods.GET ? ['HEAD'] : []), 'OPTIONS'].join(', ');
  if (call.method === 'OPTIONS') return { status: 204, headers: { allow } };
  const { status, headers, body } = problemAnswer(
    new StewardError('METHOD_NOT_ALLOWED', `${call.method} is not possible here; ${allow} is.`),
    call,
  );
  return { status, headers: { ...headers, allow }, ...(body === undefined ? {} : { body }) };
}

export interface Asked<Q extends string> {
  readonly call: HttpCall;
  readonly caller: Caller;
  readonly steward: Steward;
  /** The query's parameters; an empty one counts as left out. */
  readonly query: Partial<Record<Q, string>>;
}

/** A handler for callers that prove who they are. `parameters` are all the query may hold. */
export function authenticated<Q extends string = never>(
  handler: (asked: Asked<Q>) => Promise<HttpAnswer>,
  parameters: readonly Q[] = [],
): Handler {
  return async (call, host) => {
    const steward = await host.steward();
    const caller = await steward.authenticate(call.headers.get('authorization'));
    return handler({ call, caller, steward, query: readQuery(call.query, parameters) });
  };
}
