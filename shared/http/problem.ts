import { errorCodes, type ErrorCode } from '../error-codes';
import { ConfigurationError, StewardError, type FieldError, type Upstream } from '../errors';
import { isRequestId } from '../requests/ids';
import { toProblem } from '../requests/problem';
import type { Problem } from '../requests/records';
import { currentTrace } from '../trace';
import type { HttpAnswer, HttpCall } from './call';

/** RFC 9457. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: ErrorCode;
  /** The request it is about; where there is none, the trace of the call. Both stand in the log. */
  readonly requestId: string;
  readonly retryable: boolean;
  readonly errors?: readonly FieldError[];
  readonly upstream?: Upstream;
}

export const problemType = 'application/problem+json';
/** For what can be repeated and says nothing itself. */
const defaultRetryAfterSeconds = 2;

export function problemDocument(
  { code, detail, errors, upstream }: Problem,
  about: { readonly instance: string; readonly requestId: string; readonly status?: number },
): ProblemDocument {
  const { status, title, retryable } = errorCodes[code];
  return {
    type: `urn:steward:problem:${code}`,
    title,
    status: about.status ?? status,
    detail,
    instance: about.instance,
    code,
    requestId: about.requestId,
    retryable,
    ...(errors === undefined ? {} : { errors }),
    ...(upstream === undefined ? {} : { upstream }),
  };
}

/** Answers a call with what went wrong: codes and our own words, never the text of an unexpected error. */
export function problemAnswer(thrown: unknown, call: Pick<HttpCall, 'path' | 'params'>): HttpAnswer {
  const id = call.params['id']?.toLowerCase() ?? '';
  const known = thrown instanceof StewardError ? thrown.requestId : undefined;
  const requestId = known ?? (isRequestId(id) ? id : (currentTrace()?.traceId ?? ''));
  const document = problemDocument(shown(thrown), { instance: call.path, requestId });
  return {
    status: document.status,
    headers: { 'content-type': problemType, ...headersOf(document, thrown) },
    body: JSON.stringify(document),
  };
}

/** The whole message of a faulty setting may name paths; it stands in the log. */
function shown(thrown: unknown): Problem {
  if (thrown instanceof ConfigurationError) {
    return { code: 'CONFIGURATION', detail: `The setting ${thrown.setting} is missing or wrong; the log says how.` };
  }
  return toProblem(thrown);
}

function headersOf({ status, retryable }: ProblemDocument, thrown: unknown): Record<string, string> {
  // https://www.rfc-editor.org/rfc/rfc6750#section-3
  if (status === 401) return { 'www-authenticate': 'Bearer' };
  const retryAfterMs = thrown instanceof StewardError ? thrown.retryAfterMs : undefined;
  if (retryAfterMs !== undefined) return { 'retry-after': String(Math.max(1, Math.ceil(retryAfterMs / 1000))) };
  return retryable && status !== 500 ? { 'retry-after': String(defaultRetryAfterSeconds) } : {};
}
