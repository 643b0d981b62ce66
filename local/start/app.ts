import { join } from 'node:path';
import { loadConfig } from '../../shared/config';
import { readSeed } from '../../shared/seed';
import { startRuntime, type Runtime } from '../runtime';
import type { Logger } from '../runtime/log';
import { setAppEnvironment } from './app-environment';
import { root } from './root';

export interface AppOptions {
  port: number;
  cloudUrl: string;
  connectionString: string;
  logger: Logger;
}

/** Starts the built app against storage and the local cloud. A faulty setting is told before anything runs. */
export async function startApp({ port, cloudUrl, connectionString, logger }: AppOptions): Promise<Runtime> {
  return await startRuntime({
    entry: join(root, 'dist', 'functions.js'),
    hostJsonFolder: root,
    port,
    logger,
    prepare: async (appUrl) => {
      setAppEnvironment({ appUrl, cloudUrl, connectionString });
      const { seedFile } = loadConfig();
      if (seedFile !== undefined) await readSeed(seedFile);
    },
  });
}
