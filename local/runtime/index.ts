// Runs a function app without the Functions host: HTTP, queue and timer functions written with @azure/functions.
import { setTimeout as delay } from 'node:timers/promises';
import { loadApp } from './core/load';
import { readHostJson } from './host-json';
import { startHttpServer } from './http/server';
import type { Logger } from './log';
import { startQueueListeners } from './queue/functions';
import { startTimerListeners } from './timer/functions';

/** How long a stop waits for what is running; what takes longer is done again by the next start. */
const drainMs = 8_000;

export interface RuntimeOptions {
  /** The app's entry point, e.g. dist/functions.js. */
  entry: string;
  /** Where host.json is. */
  hostJsonFolder: string;
  /** 0 takes a free port. */
  port: number;
  logger: Logger;
  /** Called with the address once the port is taken and before the app loads: the time for settings that hold it. */
  prepare?: (url: string) => Promise<void>;
}

export interface Runtime {
  readonly url: string;
  /** Takes no new work, lets what is running come to its end, for a few seconds at most. */
  close(): Promise<void>;
}

/** Loads an app and runs it. */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { logger } = options;
  const settings = readHostJson(options.hostJsonFolder);
  const server = await startHttpServer(options.port, logger);
  const listeners: { close(): Promise<void> }[] = [server];
  async function close(): Promise<void> {
    const drained = Promise.all(listeners.map((listener) => listener.close())).then(() => true);
    const late = delay(drainMs, false, { ref: false });
    if (!(await Promise.race([drained, late]))) logger('warning', 'host', 'Stopped with work still running.');
    server.abort();
  }
  try {
    await options.prepare?.(server.url);
    const app = await loadApp(options.entry, logger);
    const running = { app, settings, logger };
    server.serve(running);
    listeners.push(...startQueueListeners(running));
    listeners.push(...startTimerListeners(running));
    return {
      url: server.url,
      async close() {
        await close();
        await app.runHooks('appTerminate', { hookData: app.hookData, appHookData: app.hookData });
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
