import type { ErrorCode } from '../../error-codes';
import { UpstreamError, type CallOutcome } from '../../errors';
import { oneLine } from '../http/one-line';
import { outcomeOf, retryAfterMs } from '../http/outcome';
import { isObject, parseObject } from '../http/parse-json';
import type { HttpAnswer } from '../http/send';

/** What an error says. `type` is the exception's class without its namespace, else the error's code. */
interface Fault {
  readonly type: string;
  readonly message: string;
}

/** The cmdlet was refused before it did anything, whatever the status: not found is seen as 400, 404 and 500. */
const definite: ReadonlySet<string> = new Set([
  'ADObjectAlreadyExistsException',
  'AmbiguousParameterSetException',
  'CmdletAccessDeniedException',
  'ManagementObjectAmbiguousException',
  'ManagementObjectNotFoundException',
  'MemberAlreadyExistsException',
  'ParameterBindingException',
  'ParameterTransformationException',
]);

/** Faults of the service that come as 400 too; the first five are those Microsoft's own module tries again. */
const transient =
  /^(?:DCOverloaded|SuitabilityDirectory|ServerInMM|ADServerSettingsChanged|StorageTransient|MapiNetworkError|DatabaseUnavailable|\w*Transient|\w*Timeout)Exception$/;
const transientText = /server side error|try again later|temporarily unavailable|timed out/i;

/** Turns any answer that is an error into ours. */
export function exchangeError(answer: HttpAnswer): UpstreamError {
  const fault = readFault(answer);
  const outcome = outcomeFor(answer.status, fault);
  const wait = retryAfterMs(answer.headers);
  return new UpstreamError(
    codeOf(answer.status, outcome, fault),
    fault.message || `Exchange answered ${String(answer.status)}.`,
    outcome,
    { upstream: upstreamOf(answer, fault.type), ...(wait === undefined ? {} : { retryAfterMs: wait }) },
  );
}

/** A 2xx whose body cannot be read: a change may well have been made. */
export function unreadable(answer: HttpAnswer): UpstreamError {
  return new UpstreamError('UPSTREAM_UNAVAILABLE', "Exchange's answer cannot be read.", 'unknown', {
    upstream: upstreamOf(answer, ''),
  });
}

/** What the cmdlet was to look at, or an object it names, is not there, or not yet visible. */
export function isNotFound(error: unknown): error is UpstreamError {
  return (
    isRefused(error) &&
    (error.upstream.code === 'ManagementObjectNotFoundException' ||
      /couldn't be found|couldn't find|couldn't resolve|wasn't found|doesn't exist/i.test(error.message))
  );
}

/** As isNotFound, of an object that a parameter names beside the one the cmdlet is about. */
export function isReferenceNotFound(error: unknown): error is UpstreamError {
  return isNotFound(error) && /couldn't (?:find object|resolve)/i.test(error.message);
}

/** What was to be added is there. */
export function isAlreadyThere(error: unknown): error is UpstreamError {
  return isRefused(error) && error.code === 'ALREADY_EXISTS';
}

function isRefused(error: unknown): error is UpstreamError {
  return error instanceof UpstreamError && error.upstream.service === 'exchange' && error.outcome === 'refused';
}

function outcomeFor(status: number, { type, message }: Fault): CallOutcome {
  if (status === 429 || type === 'OverBudgetException' || /throttl/i.test(message)) return 'throttled';
  if (definite.has(type)) return 'refused';
  if (transient.test(type) || transientText.test(message)) return 'unknown';
  // An error inside a 2xx says nothing of what was done before it.
  return status < 300 ? 'unknown' : outcomeOf(status);
}

/** Refusals told apart by class or text. Texts are English: the calls ask for it. */
const texts: readonly (readonly [RegExp, ErrorCode])[] = [
  [/synchroni[sz]ed from your on-premises/i, 'DIRECTORY_SYNCED'],
  [/(?:is not|isn't) present in the role definition|write scope|CmdletAccessDenied/i, 'PERMISSION_MISSING'],
  [/AlreadyExistsException|already (?:exists|present|a member)/i, 'ALREADY_EXISTS'],
  [/matches multiple entries|AmbiguousException/i, 'RECIPIENT_AMBIGUOUS'],
];

function codeOf(status: number, outcome: CallOutcome, { type, message }: Fault): ErrorCode {
  if (outcome === 'throttled') return 'UPSTREAM_THROTTLED';
  if (outcome === 'unknown') return 'UPSTREAM_UNAVAILABLE';
  const known = texts.find(([text]) => text.test(type) || text.test(message));
  if (known) return known[1];
  // Without the scope or any role the body is often no error at all.
  return status === 401 || status === 403 ? 'PERMISSION_MISSING' : 'UPSTREAM_REFUSED';
}

/** `details` hold hash, exception's class and text with bars between; `innererror` has them apart. */
function readFault({ body }: HttpAnswer): Fault {
  const error = parseObject(body)?.['error'];
  const { code, message, details, innererror } = isObject(error) ? error : {};
  const inner = isObject(innererror) ? (innererror['internalexception'] ?? innererror['internalException']) : undefined;
  const detail: unknown = Array.isArray(details) ? details[0] : undefined;
  const [, type, text] = /^[^|]*\|([^|]*)\|(.*)$/s.exec(textOf(isObject(detail) ? detail['message'] : undefined)) ?? [];
  const { type: innerType, message: innerText } = isObject(inner) ? inner : {};
  const fullType = type || textOf(innerType);
  return {
    type: (fullType.split('.').at(-1) || textOf(code)).slice(0, 100),
    message: oneLine(text || textOf(innerText) || textOf(message)),
  };
}

function upstreamOf({ status, headers }: HttpAnswer, code: string): UpstreamError['upstream'] {
  const correlationId = headers['request-id']?.slice(0, 100);
  return {
    service: 'exchange',
    status,
    ...(code === '' ? {} : { code }),
    ...(correlationId === undefined ? {} : { correlationId }),
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
