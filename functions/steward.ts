import { loadConfig } from '../shared/config';
import { ConfigurationError } from '../shared/errors';
import type { Host } from '../shared/http/serve';
import { createLog, errorFields } from '../shared/log';
import { createSteward, type Steward } from '../shared/steward';

const log = createLog();
let created: Promise<Steward> | undefined;

async function create(): Promise<Steward> {
  try {
    return await createSteward(loadConfig(), log);
  } catch (error) {
    // The next call tries again: storage may be back by then, and a faulty setting is told to every caller.
    created = undefined;
    log.error('steward.not-started', errorFields(error));
    if (error instanceof ConfigurationError) console.error(error.message);
    throw error;
  }
}

/** The one Steward of this process. */
export const host: Host = {
  log,
  steward: () => (created ??= create()),
};

/** What a new process does first: shows a faulty setting, and takes up what the one before it left behind. */
export async function start(): Promise<void> {
  const steward = await host.steward().catch(() => undefined);
  await steward?.worker.sweep().catch((error: unknown) => log.error('steward.sweep-failed', errorFields(error)));
}
