// Run in a process of its own by bundle.mjs: loads the app as it ships, under the runtime's core, up to where all functions
// are registered, and says what came of it.
import { createRequire } from 'node:module';
import { App } from '../runtime/core/app';
import { withCore } from '../runtime/core/core-module';
import { checkBindings } from '../runtime/core/supported';

const [entry = ''] = process.argv.slice(2);
const app = new App();
const startedAt = performance.now();
withCore(
  app,
  () => undefined,
  () => void createRequire(entry)(entry),
);
const ms = performance.now() - startedAt;
checkBindings(app);
console.log(JSON.stringify({ ms, functions: [...app.functions.keys()] }));
