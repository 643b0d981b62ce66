import type { ServerResponse } from 'node:http';
import type { HttpCookie, HttpData, TypedData } from '../core/types';

const sameSiteNames = { lax: 'Lax', strict: 'Strict', explicitNone: 'None' };

/** A `Set-Cookie` value of a cookie the library returned. */
export function setCookie(cookie: HttpCookie): string {
  const parts = [`${cookie.name}=${encodeURIComponent(cookie.value)}`];
  if (cookie.expires) parts.push(`Expires=${new Date(cookie.expires.value.seconds * 1000).toUTCString()}`);
  if (cookie.maxAge) parts.push(`Max-Age=${String(cookie.maxAge.value)}`);
  if (cookie.domain) parts.push(`Domain=${cookie.domain.value}`);
  if (cookie.path) parts.push(`Path=${cookie.path.value}`);
  if (cookie.secure?.value === true) parts.push('Secure');
  if (cookie.httpOnly?.value === true) parts.push('HttpOnly');
  if (cookie.sameSite && cookie.sameSite !== 'none') parts.push(`SameSite=${sameSiteNames[cookie.sameSite]}`);
  return parts.join('; ');
}

function bytes(body: TypedData | null | undefined): Uint8Array {
  if (body?.bytes !== undefined) return body.bytes;
  return Buffer.from(body?.string ?? body?.json ?? '');
}

/** Sends what a function returned: nothing is 204, anything without a usable status 500. */
export function sendResponse(response: ServerResponse, returnValue: TypedData | null | undefined): void {
  const http: HttpData | undefined = returnValue?.http;
  if (http === undefined) {
    response.writeHead(204).end();
    return;
  }
  const status = Number(http.statusCode ?? '200');
  for (const [name, value] of Object.entries(http.headers ?? {})) {
    // The length is that of the bytes sent; the connection belongs to the host.
    if (!/^(content-length|connection|transfer-encoding|keep-alive)$/i.test(name)) response.setHeader(name, value);
  }
  for (const cookie of http.cookies ?? []) response.appendHeader('set-cookie', setCookie(cookie));
  const body = bytes(http.body);
  const bodiless = status === 204 || status === 205 || status === 304;
  if (!bodiless) response.setHeader('content-length', body.length);
  response.writeHead(status).end(bodiless || response.req.method === 'HEAD' ? undefined : body);
}
