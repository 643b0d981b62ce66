import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { App } from '../local/runtime/core/app';
import { loadApp } from '../local/runtime/core/load';
import { triggerOf } from '../local/runtime/core/supported';
import { parseHostJson } from '../local/runtime/host-json';
import { startHttpServer, type HttpServer } from '../local/runtime/http/server';

let folder: string;
let app: App;
let server: HttpServer;
const errors: unknown[] = [];

/** The app as it is loaded in Azure, under the local runtime, without a single setting. */
beforeAll(async () => {
  vi.stubEnv('STEWARD_PUBLIC_URL', '');
  vi.spyOn(console, 'error').mockImplementation((line) => void errors.push(line));
  folder = await mkdtemp(join(tmpdir(), 'functions-'));
  const entry = join(folder, 'functions.cjs');
  await build({
    entryPoints: ['functions/index.ts'],
    outfile: entry,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['@azure/functions-core'],
  });
  app = await loadApp(entry, () => undefined);
  const logger = () => undefined;
  server = await startHttpServer(0, logger);
  server.serve({ app, settings: parseHostJson({}), logger });
});

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const triggers = () => [...app.functions.values()].map(({ metadata }) => triggerOf(metadata).binding);

test('every route is one function that takes all methods and no key', () => {
  const http = triggers().filter(({ type }) => type === 'httpTrigger');
  expect(http.map(({ route }) => route)).toEqual([
    'health',
    'actions',
    'actions/{action}',
    'schemas/{action}',
    'bulk/{action}',
    'requests',
    'requests/{id}',
    'requests/{id}/items',
    'requests/{id}/cancel',
    'requests/{id}/hold',
    'requests/{id}/resume',
    'requests/{id}/retry',
    'requests/{id}/settle',
    'requests/{id}/undo',
    'requests/{id}/secrets',
    'lookups/{kind}',
    '{*rest}',
  ]);
  for (const { methods, authLevel } of http) {
    expect(methods).toEqual(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
    expect(authLevel).toBe('anonymous');
  }
});

test('both lanes are worked on, what fails for good is buried, and what was left behind is swept up', () => {
  const queues = triggers().filter(({ type }) => type === 'queueTrigger');
  expect(queues.map(({ queueName, connection }) => [queueName, connection])).toEqual([
    ['work', 'StewardStorage'],
    ['work-poison', 'StewardStorage'],
    ['work-bulk', 'StewardStorage'],
    ['work-bulk-poison', 'StewardStorage'],
  ]);
  expect(triggers().filter(({ type }) => type === 'timerTrigger')).toMatchObject([{ schedule: '*/5 * * * * *' }]);
});

const ask = (path: string, init: RequestInit = {}): Promise<Response> => fetch(`${server.url}/api${path}`, init);

test('a missing setting is told at start and to every caller, and the app stays up', async () => {
  expect(errors.join('\n')).toMatch(/STEWARD_PUBLIC_URL/);
  expect((await ask('/health')).status).toBe(200);
  const refused = await ask('/requests');
  expect(refused.status).toBe(500);
  expect(refused.headers.get('content-type')).toBe('application/problem+json');
  expect(await refused.json()).toMatchObject({ code: 'CONFIGURATION', instance: '/api/requests' });
});

test('wrong methods and wrong addresses are answered by us, not by the host', async () => {
  const wrong = await ask('/requests/x/cancel', { method: 'PUT', body: '{}' });
  expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST, OPTIONS']);
  for (const path of ['', '/nowhere', '/requests/x/approve', '/bulk', '/actions/a/b']) {
    const missing = await ask(path, { method: 'POST' });
    expect([path, missing.status, missing.headers.get('content-type')]).toEqual([
      path,
      404,
      'application/problem+json',
    ]);
  }
});

test('HEAD and OPTIONS are answered without a body', async () => {
  const head = await ask('/health', { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
  const options = await ask('/health', { method: 'OPTIONS' });
  expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS']);
});
