// Builds the app as it ships and loads it the way the Functions worker does, in fresh processes: it must register its
// functions and stay small. How long that takes is printed only: it says more about the machine than about the change.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { buildApp, root } from '../build.mjs';

const largest = 2 * 1024 * 1024;
const importGoalMs = 150;

const loader = 'dist/checks/load-bundle.mjs';
try {
  await buildApp();
} catch {
  // esbuild has printed what and where.
  process.exit(1);
}
await build({
  absWorkingDir: root,
  entryPoints: ['local/checks/load-bundle.ts'],
  outfile: loader,
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
});

const bundle = join(root, 'dist', 'functions.js');
function load() {
  const options = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] };
  const { status, stdout } = spawnSync(process.execPath, [join(root, loader), bundle], options);
  if (status !== 0) process.exit(1);
  return JSON.parse(stdout);
}
// The middle one of three: the first reads the disk, another may have been disturbed.
const loads = [load(), load(), load()].sort((a, b) => a.ms - b.ms);
const { ms, functions } = loads[1];
const { size } = statSync(bundle);

const missed = ms > importGoalMs ? ', missed' : '';
console.log(
  `${(size / 1024).toFixed(0)} KiB, ${functions.length} functions in ${ms.toFixed(0)} ms (goal ${importGoalMs}${missed})`,
);
if (size > largest) {
  console.error(`dist/functions.js is larger than ${largest / 1024} KiB.`);
  process.exitCode = 1;
}
