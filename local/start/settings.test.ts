import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readOptions, refuseFiles } from './options';
import { readSettings } from './settings';

test('without settings the well-known ports are taken, and nothing is kept', () => {
  expect(readSettings({})).toEqual({ port: 7071, cloudPort: 7072, storagePort: 10_000, dataFolder: undefined });
});

test('a folder for data is made, with those above it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'steward-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const { dataFolder } = readSettings({ STEWARD_DATA: join(folder, 'a', 'b') });
  expect(statSync(dataFolder ?? '').isDirectory()).toBe(true);
});

test.each([
  [{ STEWARD_PORT: '70000' }, 'STEWARD_PORT must be a port from 1 to 65535, or 0 for a free one; it is "70000".'],
  [{ STEWARD_CLOUD_PORT: 'x' }, 'STEWARD_CLOUD_PORT must be a port'],
  [{ STEWARD_STORAGE_PORT: '65534' }, 'STEWARD_STORAGE_PORT must be a port from 1 to 65533'],
  [{ STEWARD_DATA: __filename }, `STEWARD_DATA: the folder ${__filename} cannot be written (ENOTDIR).`],
  [{ STEWARD_DATA: join(__filename, 'below') }, 'cannot be written (ENOTDIR)'],
  [{ STEWARD_DATA: '/proc/nothing/new' }, '/proc/nothing/new cannot be written'],
])('refuses %j', (env, line) => {
  expect(() => readSettings(env)).toThrow(line);
});

test('options and files may come in any order', () => {
  const { given, files } = readOptions(['exit', 'watch'], ['a.json', '--exit']);
  expect([[...given], files]).toEqual([['exit'], ['a.json']]);
});

test.each([
  [['--faster'], '--faster is not known here; there is --exit, --watch.'],
  [['-x'], '-x is not known here'],
  [['--exit=no'], '--exit=no is not known here'],
])('refuses the options %j', (args, line) => {
  expect(() => readOptions(['exit', 'watch'], args)).toThrow(line);
});

test('a file for a program that takes none is refused', () => {
  expect(() => refuseFiles(readOptions([], ['x.json']).files)).toThrow('x.json is not known here');
});
