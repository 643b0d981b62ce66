import { join } from 'node:path';
import { loadApp } from '../../runtime/core/load';
import { readHostJson } from '../../runtime/host-json';
import { startHttpServer } from '../../runtime/http/server';
import { startApp, type AppOptions } from '../../start/app';
import { setAppEnvironment } from '../../start/app-environment';
import { takeOverConsole } from '../../start/logging';
import { root } from '../../start/root';
import type { BackingReady } from './backing';
import { serveParent } from './serve-parent';

export interface AppPart extends BackingReady {
  /**
   * Only what HTTP triggers: so run the instances that take calls where functions scale each on their own.
   * https://learn.microsoft.com/azure/azure-functions/flex-consumption-plan#per-function-scaling
   */
  readonly httpOnly: boolean;
}

export interface AppReady {
  readonly appUrl: string;
}

/** The app as it ships. */
export async function runApp({ httpOnly, ...backing }: AppPart): Promise<void> {
  const logging = takeOverConsole();
  logging.hold();
  const options = { ...backing, port: 0, logger: logging.logger };
  const app = await (httpOnly ? startHttp(options) : startApp(options));
  serveParent<AppReady>({ appUrl: app.url });
}

async function startHttp({ port, cloudUrl, connectionString, logger }: AppOptions) {
  const server = await startHttpServer(port, logger);
  setAppEnvironment({ appUrl: server.url, cloudUrl, connectionString });
  const app = await loadApp(join(root, 'dist', 'functions.js'), logger);
  server.serve({ app, settings: readHostJson(root), logger });
  return server;
}
