import { errorCodes, type ErrorCode } from './error-codes';

/** One field of an input that was wrong; `pointer` is an RFC 6901 JSON Pointer into the body. */
export interface FieldError {
  readonly pointer: string;
  readonly detail: string;
}

/** What Microsoft answered. Holds no secret: codes and ids only. */
export interface Upstream {
  readonly service: ServiceName;
  readonly status?: number;
  readonly code?: string;
  readonly correlationId?: string;
}

export type ServiceName = 'graph' | 'partnerCenter' | 'exchange' | 'vault' | 'entra' | 'steward';

interface Details {
  readonly errors?: readonly FieldError[];
  readonly upstream?: Upstream;
  readonly retryAfterMs?: number;
  /** The request this is about, where there is one to look at. */
  readonly requestId?: string;
  readonly cause?: unknown;
}

/** Anything we refuse or give up on, with a code from the closed list. `message` is safe to show. */
export class StewardError extends Error {
  override readonly name: string = 'StewardError';
  readonly errors: readonly FieldError[] | undefined;
  readonly upstream: Upstream | undefined;
  readonly retryAfterMs: number | undefined;
  readonly requestId: string | undefined;

  constructor(
    readonly code: ErrorCode,
    message: string,
    details: Details = {},
  ) {
    super(message, { cause: details.cause });
    this.errors = details.errors;
    this.upstream = details.upstream;
    this.retryAfterMs = details.retryAfterMs;
    this.requestId = details.requestId;
  }

  get status(): number {
    return errorCodes[this.code].status;
  }
}

/** The caller's input is wrong: always a 4xx. */
export class InputError extends StewardError {
  override readonly name = 'InputError';
}

/** A setting is missing or wrong; `setting` names it. */
export class ConfigurationError extends StewardError {
  override readonly name = 'ConfigurationError';

  constructor(
    readonly setting: string,
    message: string,
  ) {
    super('CONFIGURATION', message);
  }
}

/**
 * What became of a call to Microsoft that did not succeed:
 * - `notSent`: certainly never left (connect failure, no token, `sendBy` passed)
 * - `refused`: a definite answer, nothing was changed
 * - `throttled`: 429; for a read nothing happened, for a write it is treated as unknown
 * - `unknown`: it may have taken effect (time-out, reset, 408, 5xx, unreadable 2xx)
 */
export type CallOutcome = 'notSent' | 'refused' | 'throttled' | 'unknown';

/** A call to a Microsoft service failed. `target` is Graph's `details[].target` where there is one. */
export class UpstreamError extends StewardError {
  override readonly name = 'UpstreamError';
  override readonly upstream: Upstream;

  constructor(
    code: ErrorCode,
    message: string,
    readonly outcome: CallOutcome,
    details: Details & { readonly upstream: Upstream },
    readonly conflicts: readonly string[] = [],
  ) {
    super(code, message, details);
    this.upstream = details.upstream;
  }
}

export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
