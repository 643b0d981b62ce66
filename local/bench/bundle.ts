import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { root } from '../start/root';
import type { Measurement } from './row';
import { summarize } from './statistics';

const run = promisify(execFile);
const repeats = 5;

/** The app as it ships: its size, and the time to all functions registered in a fresh process. */
export const bundle: Measurement = {
  name: 'bundle',
  async measure() {
    const shipped = join(root, 'dist', 'functions.js');
    const loader = join(root, 'dist', 'bench', 'load-bundle.mjs');
    await build({
      absWorkingDir: root,
      entryPoints: ['local/checks/load-bundle.ts'],
      outfile: loader,
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
    });
    const times: number[] = [];
    // The first one reads the disk.
    for (let n = 0; n <= repeats; n += 1) {
      const { stdout } = await run(process.execPath, [loader, shipped]);
      if (n > 0) times.push((JSON.parse(stdout) as { ms: number }).ms);
    }
    const { size } = await stat(shipped);
    return [
      { name: 'bundle', unit: 'KiB', ...summarize([size / 1024]), goal: { is: 'at most', value: 2048 } },
      {
        name: 'bundle, to all functions registered',
        unit: 'ms',
        ...summarize(times),
        goal: { is: 'at most', value: 150 },
      },
    ];
  },
};
