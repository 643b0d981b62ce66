import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const { fileProblems } = createRequire(import.meta.url)('./files.mjs') as { fileProblems: (root: string) => string[] };

let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'steward-files-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function write(name: string, text: string): void {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), text);
}

test('clean files have no problems, and what is not ours is not looked at', () => {
  write('shared/a.ts', 'export const lines = 1;\n'.repeat(300));
  write('docs/long.md', 'text\n'.repeat(400));
  write('docs/azure.md', 'The app lies in /home/site/wwwroot/ on a Linux plan.\n');
  write('node_modules/x/index.js', 'line\n'.repeat(400));
  expect(fileProblems(root)).toEqual([]);
});

test('a source over 300 lines is refused, hidden folders too', () => {
  write('shared/a.ts', 'export {};\n'.repeat(301));
  write('.ci/b.mjs', '\n'.repeat(302));
  expect(fileProblems(root).sort()).toEqual([
    '.ci/b.mjs: has 302 lines, more than 300',
    'shared/a.ts: has 301 lines, more than 300',
  ]);
});

// Put together here, or this very file would be refused.
test.each([
  ['a home on Linux', ['', 'home', 'ada', 'notes'].join('/')],
  ['a home on macOS', ['', 'Users', 'ada', 'notes'].join('/')],
  ['a home on Windows', ['C:', 'Users', 'ada', 'notes'].join('\\')],
])('%s is a path of one machine', (_, path) => {
  write('README.md', `See ${path} for more.\n`);
  expect(fileProblems(root)).toEqual([expect.stringContaining('README.md: names a path of one machine')]);
});

test('a file that lies beside the project is a path of one machine', () => {
  write('README.md', `See ${join(root, 'README.md')}.\n`);
  expect(fileProblems(root)).toEqual([`README.md: names a path of one machine: ${join(root, 'README.md')}`]);
});

test.each([
  ['https://registry.', 'npmjs', '.org/zod'].join(''),
  ['"resolved": ', '"https://mirror.example/zod.tgz"'].join(''),
])('%s is a registry address', (text) => {
  write('package-lock.json', `${text}\n`);
  expect(fileProblems(root)).toEqual([expect.stringContaining('names a package registry')]);
});
