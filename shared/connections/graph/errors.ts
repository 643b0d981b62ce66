import type { ErrorCode } from '../../error-codes';
import { UpstreamError, type Upstream } from '../../errors';
import { oneLine } from '../http/one-line';
import { outcomeOf, retryAfterMs } from '../http/outcome';
import { isObject, parseObject } from '../http/parse-json';
import type { HttpAnswer } from '../http/send';

/** Graph's error body. https://learn.microsoft.com/graph/errors */
interface GraphFault {
  readonly code: string | undefined;
  readonly message: string;
  readonly requestId: string | undefined;
  readonly details: readonly { readonly code: string; readonly target: string }[];
}

/** What stands for `members` in `conflicts` when the object is a member already. */
const membership = 'members';

/** Refusals that Graph tells apart only by their text, all of them 400 Request_BadRequest or 403. */
const texts: readonly (readonly [RegExp, ErrorCode])[] = [
  [/does not have any available licenses/i, 'NO_SEATS'],
  [/invalid usage location|property 'usageLocation'/i, 'USAGE_LOCATION_INVALID'],
  [/on-premises mastered|directory sync(?:ed|hroni[sz]ed)? object/i, 'DIRECTORY_SYNCED'],
  [/mail-enabled security group|distribution list|dynamic (?:group|membership)/i, 'GROUP_NOT_SUPPORTED'],
];

/** Turns any answer other than 2xx into our error. */
export function graphError(answer: HttpAnswer): UpstreamError {
  const fault = readFault(answer);
  const outcome = outcomeOf(answer.status);
  const conflicts = conflictsOf(fault);
  const wait = retryAfterMs(answer.headers);
  const upstream: Upstream = {
    service: 'graph',
    status: answer.status,
    ...(fault.code === undefined ? {} : { code: fault.code }),
    ...(fault.requestId === undefined ? {} : { correlationId: fault.requestId }),
  };
  return new UpstreamError(
    codeOf(answer.status, fault, conflicts),
    fault.message,
    outcome,
    { upstream, ...(wait === undefined ? {} : { retryAfterMs: wait }) },
    conflicts,
  );
}

/** A 2xx whose body cannot be read: a write may well have been done. */
export function unreadable(answer: HttpAnswer): UpstreamError {
  const correlationId = answer.headers['request-id'];
  return new UpstreamError('UPSTREAM_UNAVAILABLE', "Graph's answer cannot be read.", 'unknown', {
    upstream: { service: 'graph', status: answer.status, ...(correlationId === undefined ? {} : { correlationId }) },
  });
}

/** The object is not there, or not yet visible. */
export function isNotFound(error: unknown): error is UpstreamError {
  return isGraph(error) && error.upstream.status === 404;
}

/** Another object has the same key; `conflicts` names the properties. */
export function isConflict(error: unknown): error is UpstreamError {
  return isGraph(error) && error.code === 'ALREADY_EXISTS';
}

/** The membership that was to be added exists. */
export function isAlreadyMember(error: unknown): error is UpstreamError {
  return isConflict(error) && error.conflicts.includes(membership);
}

/** The license that was to be removed is not there. */
export function isNotAssigned(error: unknown): error is UpstreamError {
  return isGraph(error) && /does not have a corresponding license/i.test(error.message);
}

function isGraph(error: unknown): error is UpstreamError {
  return error instanceof UpstreamError && error.upstream.service === 'graph' && error.outcome === 'refused';
}

function codeOf(status: number, fault: GraphFault, conflicts: readonly string[]): ErrorCode {
  if (status === 429) return 'UPSTREAM_THROTTLED';
  if (outcomeOf(status) === 'unknown') return 'UPSTREAM_UNAVAILABLE';
  if (conflicts.length > 0) return 'ALREADY_EXISTS';
  const known = texts.find(([text]) => text.test(fault.message));
  if (known) return known[1];
  return status === 403 && fault.code === 'Authorization_RequestDenied' ? 'PERMISSION_MISSING' : 'UPSTREAM_REFUSED';
}

function conflictsOf(fault: GraphFault): readonly string[] {
  if (/added object references already exist/i.test(fault.message)) return [membership];
  const targets = fault.details
    .filter(({ code }) => code === 'ObjectConflict' || code === 'ConflictingObjects')
    .flatMap(({ code, target }) => (target !== '' ? [target] : code === 'ObjectConflict' ? ['unknown'] : []));
  const named = /same value for property (\w+) already exists/i.exec(fault.message)?.[1];
  const all = named === undefined ? targets : [...targets, named];
  return [...new Set(all)];
}

function readFault(answer: HttpAnswer): GraphFault {
  const error = parseObject(answer.body)?.['error'];
  const body = isObject(error) ? error : {};
  const inner = body['innerError'] ?? body['innererror'];
  const requestId = answer.headers['request-id'] ?? (isObject(inner) ? text(inner['request-id']) : undefined);
  return {
    code: text(body['code'])?.slice(0, 100),
    message: oneLine(text(body['message'])) || `Graph answered ${String(answer.status)}.`,
    requestId: requestId?.slice(0, 100),
    details: (Array.isArray(body['details']) ? (body['details'] as readonly unknown[]) : [])
      .filter(isObject)
      .map((detail) => ({ code: text(detail['code']) ?? '', target: text(detail['target']) ?? '' })),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
