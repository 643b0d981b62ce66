import { InputError } from '../errors';
import type { IdempotencyKey } from '../requests/records';
import type { HttpCall } from './call';

const mostCharacters = 255;
/** A structured-field string. https://www.rfc-editor.org/rfc/rfc9651#name-strings */
const quoted = /^"((?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/;
/** Many clients send it bare. Without `,`: a header sent twice arrives as one with a comma. */
const bare = /^[\x21\x23-\x2b\x2d-\x7e]+$/;

/**
 * The headers by which Logic Apps and Power Automate name the run, the action and (in a loop, the round of) its execution:
 * an engine that repeats a call by itself sends the same ones.
 * https://learn.microsoft.com/rest/api/logic/workflow-run-action-request-histories/get
 */
const runHeader = 'x-ms-workflow-run-id';
const executionHeaders = ['x-ms-workflow-operation-name', 'x-ms-action-tracking-id'];

/** What makes a repeated submit the same one; undefined when the caller sent nothing of the kind. */
export function idempotencyKey(
  headers: HttpCall['headers'],
  route: string,
  body: Uint8Array,
): IdempotencyKey | undefined {
  const header = headers.get('idempotency-key');
  if (header !== null) return { key: parseIdempotencyKey(header), route, body };
  const run = headers.get(runHeader)?.trim() ?? '';
  if (run === '') return undefined;
  const execution = executionHeaders.map((name) => headers.get(name)?.trim() ?? '');
  const key = ['workflow', run, ...execution].join(' ');
  // An action that sends two bodies in one run means two requests: there is no key of the caller's to be reused.
  return key.length > mostCharacters ? undefined : { key, route, body, perBody: true };
}

/** https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/ */
export function parseIdempotencyKey(header: string): string {
  const text = header.trim();
  const key = quoted.exec(text)?.[1]?.replace(/\\(.)/g, '$1') ?? bare.exec(text)?.[0] ?? '';
  if (key === '' || key.length > mostCharacters) {
    throw new InputError(
      'INPUT_INVALID',
      `The header Idempotency-Key must hold one text of 1 to ${String(mostCharacters)} printable ASCII characters.`,
    );
  }
  return key;
}
