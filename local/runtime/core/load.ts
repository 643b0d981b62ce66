import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import type { Logger } from '../log';
import { RuntimeError } from '../runtime-error';
import { App } from './app';
import { checkBindings } from './supported';
import { withCore } from './core-module';

/** Loads an app's entry point and takes what it registers; refuses what this runtime does not run. */
export async function loadApp(entry: string, logger: Logger): Promise<App> {
  const app = new App();
  const path = resolve(entry);
  const require = createRequire(path);
  try {
    withCore(app, logger, () => {
      // Each start gets a registry and module state of its own, as in a new process.
      Reflect.deleteProperty(require.cache, path);
      require(path);
    });
  } catch (error) {
    throw new RuntimeError(`The app ${path} does not load: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  if (app.functions.size === 0) throw new RuntimeError(`The app ${path} registers no function.`);
  const capabilities = await app.programmingModel?.getCapabilities?.({});
  if (capabilities?.['HttpUri'] !== undefined) {
    throw new RuntimeError('The app sets enableHttpStream, which the local runtime does not support.');
  }
  checkBindings(app);
  await app.runHooks('appStart', { hookData: app.hookData, appHookData: app.hookData });
  app.endStartup();
  return app;
}
