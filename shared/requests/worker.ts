import { bury } from './bury';
import { fromMessage } from './lanes';
import { runChunk } from './run/chunk';
import type { Services } from './services';
import { sweep } from './sweep';

/** What the queues and the timer drive. */
export interface Worker {
  /** Works on the chunk a queue message names; returns when nothing is left to do for now. Throws when it is to be delivered again. */
  run(message: string): Promise<void>;
  /** Ends in the ledger what a message of the poison queue was about. */
  bury(message: string): Promise<void>;
  /** Takes up what was left behind: chunks past their time, lost messages, half-accepted requests, expired keys. */
  sweep(): Promise<void>;
}

export function createWorker(services: Services): Worker {
  return {
    run: (message) => runChunk(services, fromMessage(message)),
    bury: (message) => bury(services, message),
    sweep: () => sweep(services),
  };
}
