import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type { HttpAnswer, HttpCall } from '../shared/http/call';

export function toCall(request: HttpRequest): HttpCall {
  // Not `request.query`, which keeps only the last of a parameter given twice.
  const { pathname, searchParams } = new URL(request.url);
  return {
    method: request.method.toUpperCase(),
    path: pathname,
    query: searchParams,
    params: request.params,
    headers: request.headers,
    body: async () => new Uint8Array(await request.arrayBuffer()),
  };
}

export function toResponse({ status, headers, body }: HttpAnswer): HttpResponseInit {
  return { status, headers: { ...headers }, ...(body === undefined ? {} : { body }) };
}
