import { watch } from 'node:fs';
import { join } from 'node:path';
import { buildScript } from './build';
import { root } from './root';

const settleMs = 200;

/** Builds the app again after each change of its sources and tells when that is done, until the signal. */
export function rebuildOnChange(stopping: AbortSignal, rebuilt: () => Promise<void>): void {
  let waiting: NodeJS.Timeout | undefined;
  let building = Promise.resolve();

  async function build(): Promise<void> {
    try {
      const { buildApp } = await buildScript();
      await buildApp();
      await rebuilt();
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
    }
  }

  for (const folder of ['functions', 'shared']) {
    watch(join(root, folder), { recursive: true, signal: stopping }, (_, name) => {
      if (name === null || !name.endsWith('.ts') || name.endsWith('.test.ts')) return;
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        building = building.then(build);
      }, settleMs);
    });
  }
}
