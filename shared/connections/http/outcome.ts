import type { CallOutcome } from '../../errors';

/** Longest wait we take a service's word for. */
const longestRetryAfterMs = 3_600_000;

/** What a status other than 2xx says about the change that was asked for. */
export function outcomeOf(status: number): CallOutcome {
  if (status === 429) return 'throttled';
  // 408 and 5xx may come from a proxy while the service behind it goes on; 501 says that it does not know how.
  return status === 408 || (status >= 500 && status !== 501) ? 'unknown' : 'refused';
}

/** `Retry-After` in milliseconds: seconds or an HTTP date (RFC 9110 §10.2.3); undefined when absent or unreadable. */
export function retryAfterMs(headers: Readonly<Record<string, string>>, now = Date.now()): number | undefined {
  const text = headers['retry-after']?.trim();
  if (!text) return undefined;
  const waitMs = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  if (Number.isNaN(waitMs)) return undefined;
  return Math.min(Math.max(Math.ceil(waitMs), 0), longestRetryAfterMs);
}
