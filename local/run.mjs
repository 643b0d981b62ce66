// `node local/run.mjs NAME …`: builds, then runs local/programs/NAME.ts in this process.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { stop } from 'esbuild';
import { buildApp, buildLocal, root } from './build.mjs';

// Until the program takes over with listeners of its own. These stay: to take one away can lose a signal on its way.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (process.listenerCount(signal) === 1) process.exit(0);
  });
}

const [name] = process.argv.splice(2, 1);
try {
  await Promise.all([buildApp(), buildLocal()]);
} catch (error) {
  // esbuild has printed where; a stack of its own would only hide that.
  console.error(`The build failed: ${error instanceof Error ? error.message.split('\n', 1)[0] : String(error)}`);
  process.exit(1);
}
await stop();
createRequire(import.meta.url)(join(root, 'dist', 'local', `${name}.js`));
