/** One HTTP call, whatever server took it. */
export interface HttpCall {
  readonly method: string;
  /** The path of the address as it was sent, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** What the route's template took from the path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly headers: Pick<Headers, 'get'>;
  readonly body: () => Promise<Uint8Array>;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** An answer with a JSON body. */
export function json(status: number, body: object, headers: Readonly<Record<string, string>> = {}): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}
