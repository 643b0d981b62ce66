import Module from 'node:module';
import type { Logger } from '../log';
import type { App } from './app';
import type { FunctionCallback, FunctionMetadata, HookCallback, LogLevel, ProgrammingModel } from './types';

class Disposable {
  constructor(private readonly callOnDispose: () => void) {}

  dispose(): void {
    this.callOnDispose();
  }
}

/** The module that `require('@azure/functions-core')` gives to one app. */
function coreModule(app: App, logger: Logger) {
  return {
    version: '3.14.1',
    hostVersion: '4.1037.0',
    Disposable,
    registerFunction: (metadata: FunctionMetadata, callback: FunctionCallback) =>
      new Disposable(app.registerFunction(metadata, callback)),
    registerHook: (name: string, callback: HookCallback) => new Disposable(app.registerHook(name, callback)),
    setProgrammingModel: (model: ProgrammingModel) => {
      app.programmingModel = model;
    },
    getProgrammingModel: () => app.programmingModel,
    log: (level: LogLevel, _category: string, message: string) => logger(level, 'worker', message),
  };
}

/**
 * Runs `load` with `require('@azure/functions-core')` giving the app's core, which is how the Functions worker
 * supplies it: https://github.com/Azure/azure-functions-nodejs-worker/blob/v4.x/src/setupCoreModule.ts
 */
export function withCore(app: App, logger: Logger, load: () => void): void {
  const core = coreModule(app, logger);
  const prototype = Module.prototype as { require: (this: unknown, id: string) => unknown };
  const original = prototype.require;
  prototype.require = function (id) {
    return id === '@azure/functions-core' ? core : original.call(this, id);
  };
  try {
    load();
  } finally {
    prototype.require = original;
  }
}
