import { StewardError, UpstreamError } from '../../errors';
import type { ErrorCode } from '../../error-codes';
import { toProblem } from '../problem';
import { Wait } from './signals';

const firstMs = 1_000;
const longestMs = 300_000;
/** Faults in a row after which an item gives up: about half an hour. */
const mostTries = 14;
/** The same for what is waited out: about a day. */
const mostPatientTries = 300;

/** Delay before the next try after so many in a row: doubling, with jitter so that neighbours do not come back as one. */
export function backOffMs(tries: number, random: () => number = Math.random): number {
  const delay = Math.min(firstMs * 2 ** Math.min(tries, 20), longestMs);
  return delay / 2 + (delay / 2) * random();
}

/**
 * What may go on for a day and is waited out: throttling, earlier changes under way, and credentials that a person must
 * renew (they park all work; nothing is lost meanwhile).
 */
const patientCodes: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'UPSTREAM_THROTTLED',
  'UPSTREAM_BUSY',
  'CREDENTIAL_DEAD',
  'REFRESH_TOKEN_DEAD',
]);
const transientCodes: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  ...patientCodes,
  'UPSTREAM_UNAVAILABLE',
  'STORAGE_UNAVAILABLE',
  'VAULT_UNAVAILABLE',
]);

/** Whether the same thing may succeed later without anybody doing something. */
export function isTransient(error: StewardError): boolean {
  return transientCodes.has(error.code) || (error instanceof UpstreamError && error.outcome === 'unknown');
}

/** Comes again after what the service asked for, else after the back-off. */
export function waitAfter(error: StewardError, tries: number): Wait {
  const delayMs = Math.max(error.retryAfterMs ?? 0, backOffMs(tries));
  return new Wait(Date.now() + delayMs, toProblem(error));
}

/** Whether an item has met so many faults in a row that it gives up. */
export function givesUp(code: ErrorCode, tries: number): boolean {
  return tries >= (patientCodes.has(code) ? mostPatientTries : mostTries);
}
