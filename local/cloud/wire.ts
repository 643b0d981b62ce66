// What every service of the local cloud speaks: a call in, an answer out, independent of sockets and of batches.

export type Headers = Readonly<Record<string, string | undefined>>;

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** A request, or one inner request of a batch. */
export interface Call {
  readonly method: string;
  /** As received: still percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Path and query as received. */
  readonly url: string;
  readonly headers: Headers;
  /** The body's text, or the already parsed value of an inner request; undefined when there is none. */
  readonly body: { readonly text: string } | { readonly value: unknown } | undefined;
  /** Scheme and host the caller used, for absolute links. */
  readonly origin: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string is sent as it is, anything else as JSON. */
  readonly body?: unknown;
}

/** Thrown when the connection is to be cut instead of answered. */
export class ConnectionCut extends Error {
  override readonly name = 'ConnectionCut';
}

/** Thrown by json() for a body that is not JSON. */
export class MalformedBody extends Error {
  override readonly name = 'MalformedBody';
}

/** Thrown to answer at once from anywhere inside a handler. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(readonly answer: Answer) {
    super(`refused with ${String(answer.status)}`);
  }
}

/** The parsed body; undefined when there is none. */
export function json(call: Call): unknown {
  if (!call.body) return undefined;
  if ('value' in call.body) return call.body.value;
  if (call.body.text === '') return undefined;
  try {
    return JSON.parse(call.body.text) as unknown;
  } catch (error) {
    throw new MalformedBody('not JSON', { cause: error });
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Microsoft writes times in answers without milliseconds. */
export function seconds(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

/** Percent-decodes; text that is not encoded properly stays as it is. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
