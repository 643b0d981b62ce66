// What the tests of the runtime share: small apps that use the real @azure/functions library, built as the product is.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { onTestFinished } from 'vitest';
import type { Logger } from './log';
import { startRuntime, type Runtime } from './index';

const require = createRequire(__filename);

export interface TestApp<Exports> {
  runtime: Runtime;
  /** What the app's module exports: how its functions tell a test what they have seen. */
  exports: Exports;
  /** Log lines as `level source message`. */
  logs: string[];
}

/** Builds an app in a folder of its own, with its own copy of the library; gone when the test is finished. */
export async function buildTestApp(source: string, hostJson: object = {}): Promise<{ folder: string; entry: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'steward-app-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const entry = join(folder, 'app.js');
  await build({
    stdin: { contents: source, loader: 'ts', resolveDir: __dirname },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['@azure/functions-core'],
    outfile: entry,
    logLevel: 'silent',
  });
  await writeFile(join(folder, 'host.json'), JSON.stringify({ version: '2.0', ...hostJson }));
  return { folder, entry };
}

/** Starts an app on a free port; it is stopped when the test is finished. */
export async function startTestApp<Exports = unknown>(source: string, hostJson?: object): Promise<TestApp<Exports>> {
  const { folder, entry } = await buildTestApp(source, hostJson);
  const logs: string[] = [];
  const logger: Logger = (level, from, message) => logs.push(`${level} ${from} ${message}`);
  const runtime = await startRuntime({ entry, hostJsonFolder: folder, port: 0, logger });
  onTestFinished(() => runtime.close());
  return { runtime, exports: require(entry) as Exports, logs };
}
