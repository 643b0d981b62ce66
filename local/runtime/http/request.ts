import type { IncomingMessage } from 'node:http';
import type { HttpData, TypedData } from '../core/types';

/** The host's default limit of a request body. */
const bodyLimitBytes = 104_857_600;

export class BodyTooLarge extends Error {}

/** Reads a body whole, as the host does before it calls a function. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > bodyLimitBytes) throw new BodyTooLarge();
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > bodyLimitBytes) throw new BodyTooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

function nullable(entries: Iterable<[string, string]>): Record<string, { value: string }> {
  // Of a repeated name the last value is kept, as the library's own conversion does.
  return Object.fromEntries([...entries].map(([name, value]) => [name, { value }]));
}

function headersOf(request: IncomingMessage): [string, string][] {
  return Object.entries(request.headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
  );
}

/** The trigger's value of an HTTP call. */
export function toHttpData(
  request: IncomingMessage,
  url: URL,
  parameters: Record<string, string>,
  body: Buffer,
): TypedData {
  const http: HttpData = {
    method: request.method ?? 'GET',
    url: url.href,
    nullableHeaders: nullable(headersOf(request)),
    nullableParams: nullable(Object.entries(parameters)),
    nullableQuery: nullable(url.searchParams),
    ...(body.length > 0 && { body: { bytes: body } }),
  };
  return { http };
}
