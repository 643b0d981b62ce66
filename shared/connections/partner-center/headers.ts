import { randomUUID } from 'node:crypto';
import { v5 } from 'uuid';
import type { CallContext } from '../types';

/** Namespace of the request ids derived here (RFC 9562, 5.5); any constant does. */
const namespace = '6f1a9a5e-8d5c-4f0e-9a53-5d2c3c0e7b41';

/**
 * MS-RequestId makes Partner Center repeat its answer instead of the change: the same after a time-out, a new one after
 * any answer (https://learn.microsoft.com/partner-center/developer/headers). A read takes a new one each time.
 */
export function requestIdOf(
  { callKey }: Pick<CallContext, 'callKey'>,
  method: string,
  path: string,
  tokensRefused: number,
): string {
  if (callKey === undefined || method === 'GET' || method === 'HEAD') return randomUUID();
  return v5([callKey, method, path, String(tokensRefused)].join('\n'), namespace);
}

/** The headers of every call but its token, its request id and what its method adds. */
export function commonHeaders({ requestId }: Pick<CallContext, 'requestId'>): Record<string, string> {
  return {
    accept: 'application/json',
    'ms-correlationid': requestId,
    'ms-contract-version': 'v1',
    // Descriptions of errors in English, whoever the partner is.
    'x-locale': 'en-US',
  };
}

/** An ETag as If-Match takes it: in double quotes, which the body of a resource leaves out. */
export function quoted(etag: string): string {
  return /^(?:W\/)?".*"$/.test(etag) ? etag : `"${etag}"`;
}
