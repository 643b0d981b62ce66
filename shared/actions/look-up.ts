import type { ErrorCode } from '../error-codes';
import { StewardError, UpstreamError } from '../errors';
import { isNotFound } from '../connections/graph/errors';

const guid = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;

/** Whether a text is an object's id, not its name. */
export function isGuid(text: string): boolean {
  return guid.test(text);
}

/** What Graph says of the tenant rules the order out; nothing has been sent. `cause` is Graph's own refusal, where there is one. */
export function refusal(code: ErrorCode, detail: string, cause?: UpstreamError): StewardError {
  return new StewardError(code, detail, { upstream: cause?.upstream ?? { service: 'graph' }, cause });
}

/** The same for Partner Center, of what is known of it or of the order itself. */
export function refusedByPartnerCenter(code: ErrorCode, detail: string): StewardError {
  return new StewardError(code, detail, { upstream: { service: 'partnerCenter' } });
}

/** A read that an effect's `send` begins with: whatever befalls it, nothing has been changed yet. */
export async function beforeSending<T>(read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    if (!(error instanceof StewardError)) throw error;
    const { code, message, upstream = { service: 'partnerCenter' }, retryAfterMs } = error;
    throw new UpstreamError(code, message, 'notSent', {
      upstream,
      cause: error,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
  }
}

/** The answer, or undefined when there is no such object. */
export async function orUndefined<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** The answer, or a refusal when there is no such object. */
export async function orRefuse<T>(answer: Promise<T>, code: ErrorCode, detail: string): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw isNotFound(error) ? refusal(code, detail, error) : error;
  }
}
