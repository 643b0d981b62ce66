import type { ErrorCode } from '../../error-codes';
import { UpstreamError, type Upstream } from '../../errors';
import { outcomeOf, retryAfterMs } from '../http/outcome';
import { parseObject } from '../http/parse-json';
import type { HttpAnswer } from '../http/send';
import { errorCodeOf } from './codes';

/** Error bodies may begin with a byte-order mark, and so may all others. */
export function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** Stands for the code that the gateway's answer does not have. */
const turnedAway = 'RateLimit';

/** Turns any answer other than 2xx into our error. Three shapes of body: the documented one, that of agreements, the gateway's. */
export function partnerCenterError(answer: HttpAnswer): UpstreamError {
  const { status } = answer;
  const body = parseObject(withoutMark(answer.body)) ?? {};
  // Documented as text, seen as a number: https://learn.microsoft.com/partner-center/developer/error-codes
  const code = (textOf(body['code']) ?? (body['statusCode'] === 429 ? turnedAway : undefined))?.slice(0, 100);
  const said = oneLine(textOf(body['description']) ?? textOf(body['message']) ?? textOf(body['errorName']));
  const wait = retryAfterMs(answer.headers);
  return new UpstreamError(
    codeOf(status, code, said),
    said || `Partner Center answered ${String(status)}.`,
    outcomeOf(status),
    { upstream: upstreamOf(answer, code), ...(wait === undefined ? {} : { retryAfterMs: wait }) },
  );
}

/** A 2xx whose body cannot be read: a write may well have been done. */
export function unreadable(answer: HttpAnswer): UpstreamError {
  return new UpstreamError('UPSTREAM_UNAVAILABLE', "Partner Center's answer cannot be read.", 'unknown', {
    upstream: upstreamOf(answer, undefined),
  });
}

/** A definite no that stands inside an answer of another kind: nothing was changed. */
export function refusedInside(code: ErrorCode, detail: string, theirs?: string): UpstreamError {
  return new UpstreamError(code, oneLine(detail), 'refused', {
    upstream: { service: 'partnerCenter', ...(theirs === undefined ? {} : { code: theirs }) },
  });
}

/** The object is not there, or not yet visible. */
export function isNotFound(error: unknown): error is UpstreamError {
  return isRefused(error) && error.upstream.status === 404;
}

/**
 * Refused by the gateway in front of the service, in its own words: the service has not seen the call.
 * https://learn.microsoft.com/partner-center/developer/api-throttling-guidance
 */
export function isTurnedAway(error: unknown): error is UpstreamError {
  return error instanceof UpstreamError && error.outcome === 'throttled' && error.upstream.code === turnedAway;
}

/** This contact has confirmed the agreement already. */
export function isAgreementThere(error: unknown): error is UpstreamError {
  return isRefused(error) && error.upstream.code === '600061';
}

function isRefused(error: unknown): error is UpstreamError {
  return error instanceof UpstreamError && error.upstream.service === 'partnerCenter' && error.outcome === 'refused';
}

function codeOf(status: number, code: string | undefined, said: string): ErrorCode {
  if (status === 429) return 'UPSTREAM_THROTTLED';
  if (outcomeOf(status) === 'unknown') return 'UPSTREAM_UNAVAILABLE';
  const known = errorCodeOf(code);
  if (known !== undefined) return known;
  // What a taken domain is answered with is not documented.
  if (status === 409 || /domain.*(?:already|taken|in use|not available|unavailable)/i.test(said)) {
    return 'ALREADY_EXISTS';
  }
  return status === 412 ? 'UPSTREAM_BUSY' : 'UPSTREAM_REFUSED';
}

function upstreamOf({ status, headers }: HttpAnswer, code: string | undefined): Upstream {
  // Sometimes doubled: "a,a". What it is correlated with is ours; its own id of the call is what support asks for.
  const [requestId] = (headers['ms-requestid'] ?? headers['ms-correlationid'] ?? '').split(',');
  return {
    service: 'partnerCenter',
    status,
    ...(code === undefined ? {} : { code }),
    ...(requestId ? { correlationId: requestId.trim().slice(0, 100) } : {}),
  };
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/** Free text from outside: one line, no longer than a person reads, without the HTML escapes it may carry. */
function oneLine(message: string | undefined): string {
  return (message ?? '')
    .replace(/&(amp|lt|gt|quot|#39);/g, (whole, name: string) => entities[name] ?? whole)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, 300);
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
