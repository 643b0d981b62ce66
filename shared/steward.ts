import type { Caller, Requests } from './requests/records';
import type { Grants } from './callers/grants';
import type { Config } from './config';
import type { Graph } from './connections/graph/client';
import type { CustomerReader } from './connections/types';
import type { Log } from './log';
import type { Worker } from './requests/worker';

/** The product, put together. `functions/` turns triggers into calls of this and nothing else. */
export interface Steward {
  readonly config: Config;
  readonly log: Log;
  /** Who calls, from the Authorization header. */
  readonly authenticate: (authorization: string | null) => Promise<Caller>;
  readonly requests: Requests;
  readonly worker: Worker;
  readonly grants: Grants;
  readonly customers: CustomerReader;
  readonly graph: Graph;
}
