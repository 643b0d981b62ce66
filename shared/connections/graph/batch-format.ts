import { isObject, parseObject } from '../http/parse-json';
import type { HttpAnswer, HttpCall } from '../http/send';

/** A call to Graph before it is decided whether it travels alone. `path` starts with `/` and is relative to the version. */
export interface GraphCall {
  readonly tenantId: string;
  readonly token: string;
  readonly version: string;
  readonly method: HttpCall['method'];
  readonly path: string;
  /** Without authorization. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body?: string;
  readonly sendBy?: number;
}

/** The body of a `$batch`; the id of each call is its position. https://learn.microsoft.com/graph/json-batching */
export function toBatchBody(calls: readonly GraphCall[]): string {
  const requests = calls.map((call, index) => {
    const body = bodyOf(call);
    const headers = body === undefined ? call.headers : { 'content-type': 'application/json', ...call.headers };
    const request = JSON.stringify({ id: String(index), method: call.method, url: call.path, headers });
    // The body is JSON already: it is put in as it stands.
    return body === undefined ? request : `${request.slice(0, -1)},"body":${body}}`;
  });
  return `{"requests":[${requests.join(',')}]}`;
}

/** A POST without a body is refused inside a batch, unless it has headers and an empty object. */
export function bodyOf(call: GraphCall): string | undefined {
  return call.body ?? (call.method === 'POST' ? '{}' : undefined);
}

/** The answers by position. A position without an entry was not answered; undefined: the whole cannot be read. */
export function fromBatchBody(text: string): ReadonlyMap<number, HttpAnswer> | undefined {
  const responses = parseObject(text)?.['responses'];
  if (!Array.isArray(responses)) return undefined;
  const answers = new Map<number, HttpAnswer>();
  const twice = new Set<number>();
  for (const response of responses as readonly unknown[]) {
    const [index, answer] = readResponse(response) ?? [];
    if (index === undefined || answer === undefined) continue;
    if (answers.has(index)) twice.add(index);
    answers.set(index, answer);
  }
  // Two answers to one call: nobody can say which is true.
  for (const index of twice) answers.delete(index);
  return answers;
}

function readResponse(response: unknown): readonly [number, HttpAnswer] | undefined {
  if (!isObject(response)) return undefined;
  const { id, status, headers, body } = response;
  if (typeof id !== 'string' || !/^\d{1,2}$/.test(id) || typeof status !== 'number') return undefined;
  return [Number(id), { status, headers: readHeaders(headers), body: bodyText(body) }];
}

function readHeaders(headers: unknown): Record<string, string> {
  const entries = isObject(headers) ? Object.entries(headers) : [];
  return Object.fromEntries(
    entries.flatMap(([name, value]) =>
      typeof value === 'string' || typeof value === 'number' ? [[name.toLowerCase(), String(value)]] : [],
    ),
  );
}

function bodyText(body: unknown): string {
  if (body === undefined || body === null) return '';
  return typeof body === 'string' ? body : JSON.stringify(body);
}
