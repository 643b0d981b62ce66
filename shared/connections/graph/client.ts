import { randomUUID } from 'node:crypto';
import type { Context, GraphRequest, Middleware } from '@microsoft/microsoft-graph-client';
import { UpstreamError, toError } from '../../errors';
import { isObject, parseJson, parseObject } from '../http/parse-json';
import type { UrlPath } from '../http/path';
import type { HttpAnswer, HttpCall, Send } from '../http/send';
import type { CallContext, GraphReader, GraphWriter, TokenSource } from '../types';
import type { GraphCall } from './batch-format';
import { graphError, unreadable } from './errors';
import { createGather } from './gather';

export interface GraphOptions {
  readonly graphUrl: string;
  /** What tokens are asked for; not the address in national clouds. */
  readonly resource: string;
  readonly tokens: TokenSource;
  readonly send: Send;
  readonly batchSize: number;
}

export interface Graph {
  reader(call: CallContext): GraphReader;
  writer(call: CallContext): GraphWriter;
}

/** Loaded with the first call, once: in a bundle each import copies all that the module exports. */
let loaded: Promise<typeof import('@microsoft/microsoft-graph-client')> | undefined;
const library = () => (loaded ??= import('@microsoft/microsoft-graph-client'));

const version = 'v1.0';
/** A collection longer than this is a paging loop. */
const mostPages = 2_000;

/** Microsoft Graph in the tenant of each call. One try per call; errors are UpstreamErrors. */
export function createGraph(options: GraphOptions): Graph {
  const { graphUrl, resource, tokens } = options;
  const root = `${graphUrl}/${version}`;
  const gather = createGather(options);

  async function exchange(call: CallContext, request: Pick<GraphCall, 'method' | 'path' | 'headers' | 'body'>) {
    const attempt = (token: string): Promise<HttpAnswer> =>
      gather({
        ...request,
        tenantId: call.tenantId,
        token,
        version,
        headers: { ...request.headers, 'client-request-id': randomUUID(), 'x-ms-correlation-id': call.requestId },
        ...(call.sendBy === undefined ? {} : { sendBy: call.sendBy }),
      });
    const token = await tokens.token(call.tenantId, resource);
    const answer = await attempt(token.value);
    if (answer.status !== 401) return answer;
    // The token was refused, so nothing was done: once more with a new one.
    tokens.drop(call.tenantId, resource, token);
    return attempt((await tokens.token(call.tenantId, resource)).value);
  }

  async function ask(call: CallContext, path: UrlPath, verb: (request: GraphRequest) => Promise<unknown>) {
    const { Client, ResponseType } = await library();
    const terminal = new Terminal((asked) => exchange(call, { ...asked, path: relative(asked.url, root) }));
    const client = Client.initWithMiddleware({ baseUrl: graphUrl, defaultVersion: version, middleware: terminal });
    await verb(client.api(path).responseType(ResponseType.RAW));
    return checked(terminal.answer());
  }

  async function get<T>(call: CallContext, path: UrlPath): Promise<T> {
    return read<T>(await ask(call, path, (request) => request.get()));
  }

  async function list<T>(call: CallContext, path: UrlPath): Promise<T[]> {
    const rows: T[] = [];
    const seen = new Set<string>();
    let answer = await ask(call, path, (request) => request.get());
    for (;;) {
      const page = parseObject(answer.body);
      const value = page?.['value'];
      if (!page || !Array.isArray(value)) throw unreadable(answer);
      rows.push(...(value as T[]));
      const next = page['@odata.nextLink'];
      if (next === undefined) return rows;
      if (typeof next !== 'string' || !next.startsWith(`${root}/`) || seen.has(next) || seen.size >= mostPages) {
        throw new UpstreamError('UPSTREAM_REFUSED', 'Graph named a next page that cannot be followed.', 'refused', {
          upstream: { service: 'graph', status: answer.status },
        });
      }
      seen.add(next);
      // As it stands: the client would take its query apart. https://learn.microsoft.com/graph/paging
      answer = checked(await exchange(call, { method: 'GET', path: relative(next, root), headers: {} }));
    }
  }

  const reader = (call: CallContext): GraphReader => ({
    get: (path) => get(call, path),
    list: (path) => list(call, path),
  });
  return {
    reader,
    writer: (call) => ({
      ...reader(call),
      post: async <T>(path: UrlPath, body: object) => read<T>(await ask(call, path, (request) => request.post(body))),
      async patch(path, body) {
        await ask(call, path, (request) => request.patch(body));
      },
      async refer(path, to) {
        await ask(call, path, (request) => request.post({ '@odata.id': `${root}${to}` }));
      },
      async delete(path) {
        await ask(call, path, (request) => request.delete());
      },
    }),
  };
}

interface Asked {
  readonly method: HttpCall['method'];
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * The whole middleware chain. The client's default chain repeats writes by itself on 429, 503 and 504
 * (https://github.com/microsoftgraph/msgraph-sdk-javascript/blob/dev/docs/middleware.md), which would do them twice.
 * The answer is kept here and not handed to the client, which would wrap our errors in its own.
 */
class Terminal implements Middleware {
  private result: HttpAnswer | Error = new Error('The Graph client did not send the call.');

  constructor(private readonly exchange: (asked: Asked) => Promise<HttpAnswer>) {}

  async execute(context: Context): Promise<void> {
    const { method = 'GET', body } = context.options ?? {};
    // Declared by the DOM's types, which are not in use here.
    const request = context.request as string | { readonly url: string };
    const asked = {
      method: method as HttpCall['method'],
      url: typeof request === 'string' ? request : request.url,
      headers: {},
      ...(typeof body === 'string' ? { body } : {}),
    };
    this.result = await this.exchange(asked).catch(toError);
  }

  answer(): HttpAnswer {
    if (this.result instanceof Error) throw this.result;
    return this.result;
  }
}

function checked(answer: HttpAnswer): HttpAnswer {
  if (answer.status < 200 || answer.status >= 300) throw graphError(answer);
  return answer;
}

function read<T>(answer: HttpAnswer): T {
  // No content: the caller asks for nothing then.
  if (answer.body === '' && (answer.status === 204 || answer.status === 202)) return undefined as T;
  try {
    const value = parseJson(answer.body);
    if (isObject(value)) return value as T;
  } catch {
    // Not JSON: the same as an answer of another kind.
  }
  throw unreadable(answer);
}

/** Path and query below the version root, with spaces and the like encoded. */
function relative(url: string, root: string): string {
  const { href } = new URL(url);
  if (!href.startsWith(`${root}/`)) throw new Error('The address is not one of Graph.');
  return href.slice(root.length);
}
