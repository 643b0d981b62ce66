// Which steps make up each tier. Steps of one stage run beside each other, stages one after another.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { countsFile } from './count-reporter.mjs';

const cache = (tool) => `node_modules/.cache/${tool}`;
const tool = (name, script, ...args) => ({ name, command: [join('node_modules', script), ...args] });
const own = (name, ...command) => ({ name, command, says: true });

const staticChecks = [
  tool('types', 'typescript/bin/tsc', '-p', '.', '--incremental', '--tsBuildInfoFile', cache('tsc.json')),
  tool(
    'lint',
    'eslint/bin/eslint.js',
    ...['.', '--max-warnings=0', '--cache', '--cache-strategy=content', `--cache-location=${cache('eslint.json')}`],
  ),
  tool(
    'format',
    'prettier/bin/prettier.cjs',
    ...['.', '--check', '--log-level=warn', '--cache', '--cache-strategy=content', '--cache-location'],
    cache('prettier.json'),
  ),
  tool(
    'import directions',
    'dependency-cruiser/bin/dependency-cruiser.mjs',
    ...['functions', 'shared', 'local', '--config', '.dependency-cruiser.cjs', '--output-type', 'err-long'],
  ),
  own('files', 'local/checks/files.mjs'),
  own('generated files', 'local/run.mjs', 'generate', '--check'),
];

const tests = (name, limitMinutes, ...args) => ({
  ...tool(
    name,
    'vitest/vitest.mjs',
    'run',
    '--allowOnly=false',
    '--reporter=default',
    '--reporter=./local/checks/count-reporter.mjs',
    ...args,
  ),
  limitMinutes,
  before: () => rmSync(countsFile, { force: true }),
  count: countTests,
});

const bundle = own('bundle', 'local/checks/bundle.mjs');

export const tiers = {
  static: [staticChecks],
  test: [staticChecks, [tests('tests', 10)], [bundle]],
  verify: [[tests('long tests', 120, '--mode=verify', '--passWithNoTests')]],
};

function countTests(exitCode) {
  if (!existsSync(countsFile)) return { passed: 0, failed: 1, notes: ['vitest ended without a result'] };
  const { passed, failed, skipped } = JSON.parse(readFileSync(countsFile, 'utf8'));
  return {
    passed,
    // Whatever else vitest found wrong counts as one.
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    notes: [
      `${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} left out:` : ''}`,
      ...skipped,
    ],
  };
}
