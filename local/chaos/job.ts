import type { Caller, Order } from '../../shared/requests/records';

/** What a victim is told to do, as one line of JSON on its standard input. */
export interface Job {
  readonly caller: Caller;
  readonly order: Order;
  /** The Idempotency-Key. */
  readonly key: string;
  readonly clockOffsetMs: number;
  /** All calls to storage are steps; else only those by which an effect is sent. */
  readonly allStorage: boolean;
  /** The number of the step at which it dies or stands still; left out: it works to the end. */
  readonly at?: number;
  readonly signal?: 'SIGKILL' | 'SIGSTOP';
}

/** Part of the key, hence the same for the victim and for whoever repeats its call. */
export const route = 'POST /api/requests';

/** What a victim tells when it has come to the end. */
export interface Ending {
  readonly state: string;
}
