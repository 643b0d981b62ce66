// `node local/checks/check.mjs static|test|verify`: runs a tier's steps, tells each one's time, shows what a failing one
// printed, and ends with the line `N passed, N failed`, which counts every test and every other check.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { tiers } from './tiers.mjs';

const root = join(import.meta.dirname, '..', '..');
const atOnce = 2;

const [tierName = 'test'] = process.argv.slice(2);
const tier = Object.hasOwn(tiers, tierName) ? tiers[tierName] : undefined;
if (!tier) {
  console.error(`There is no tier "${tierName}"; the tiers are ${Object.keys(tiers).join(', ')}.`);
  process.exit(1);
}

let passed = 0;
let failed = 0;
const running = new Set();
for (const stage of tier) {
  const waiting = [...stage];
  const work = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) report(step, await run(step));
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

async function run(step) {
  step.before?.();
  show(running.add(step.name));
  const startedAt = performance.now();
  const child = spawn(process.execPath, step.command, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
    timeout: (step.limitMinutes ?? 10) * 60_000,
  });
  // In the order of printing, as far as two pipes can tell.
  let output = '';
  const streams = [child.stdout, child.stderr];
  for (const stream of streams) stream.setEncoding('utf8').on('data', (text) => (output += text));
  const exitCode = await new Promise((resolve) => {
    child.on('error', (error) => {
      output += `${error.message}\n`;
    });
    child.on('exit', (_code, signal) => {
      if (signal) output += `Ended by ${signal} after ${Math.round((performance.now() - startedAt) / 1000)} s.\n`;
      // A process it left behind may hold the pipes open.
      setTimeout(() => streams.forEach((stream) => stream.destroy()), 2_000).unref();
    });
    child.on('close', (code) => resolve(code ?? 1));
  });
  running.delete(step.name);
  return { exitCode, output: output.trim(), seconds: (performance.now() - startedAt) / 1000 };
}

function report(step, { exitCode, output, seconds }) {
  const single = { passed: exitCode === 0 ? 1 : 0, failed: exitCode === 0 ? 0 : 1, notes: step.says ? [output] : [] };
  const result = step.count?.(exitCode) ?? single;
  passed += result.passed;
  failed += result.failed;
  show(new Set());
  if (result.failed > 0) console.log(`\n${output}\n`);
  const [first = '', ...notes] = result.failed > 0 && !step.count ? [] : result.notes;
  const verdict = result.failed > 0 ? 'FAILED' : 'ok    ';
  console.log(`${verdict} ${step.name.padEnd(18)}${seconds.toFixed(1).padStart(6)} s  ${first}`.trimEnd());
  for (const note of notes) console.log(`         ${note}`);
  show(running);
}

/** A sign of life, where somebody is watching. */
function show(names) {
  if (process.stdout.isTTY) process.stdout.write(`\r\x1b[K${[...names].map((name) => `… ${name} `).join('')}`);
}
