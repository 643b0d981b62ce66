import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { startTestApp } from '../testing';

/** Starts an app of one HTTP function and gives a way to call it. */
async function serve(options: string, handler: string) {
  const { runtime, logs } = await startTestApp(
    `import { app } from '@azure/functions';
     app.http('fn', { ${options}, handler: async (request, context) => { ${handler} } });`,
  );
  const call = (path: string, init?: RequestInit) => fetch(`${runtime.url}${path}`, init);
  return { runtime, logs, call };
}

test('hands a call over: method, address, parameters, query, headers and body', async () => {
  const { call } = await serve(
    `methods: ['POST'], route: 'things/{kind:alpha}/{id?}'`,
    `return { jsonBody: {
       method: request.method, path: new URL(request.url).pathname, params: request.params,
       q: request.query.get('q'), header: request.headers.get('x-a'), body: await request.text() } };`,
  );
  const response = await call('/api/Things/box/a%20b%2Fc?q=1%2B1', {
    method: 'POST',
    headers: { 'X-A': 'é' },
    body: 'héllo',
  });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(await response.json()).toEqual({
    method: 'POST',
    path: '/api/Things/box/a%20b%2Fc',
    params: { kind: 'box', id: 'a b%2Fc' },
    q: '1+1',
    header: 'é',
    body: 'héllo',
  });
  const withoutId = await call('/api/things/box', { method: 'POST' });
  expect(await withoutId.json()).toMatchObject({ params: { kind: 'box' }, body: '' });
});

test('answers 404 for a wrong method, a failed constraint and an unknown path', async () => {
  const { call } = await serve(`methods: ['GET'], route: 'n/{n:int}'`, `return { body: request.params.n };`);
  expect(await (await call('/api/n/42')).text()).toBe('42');
  expect((await call('/api/n/42', { method: 'DELETE' })).status).toBe(404);
  expect((await call('/api/n/abc')).status).toBe(404);
  expect((await call('/n/42')).status).toBe(404);
  expect((await call('/api/n/42/more')).status).toBe(404);
});

test('answers 204 for a function that returns nothing and an empty 500 for one that throws', async () => {
  const { call, logs } = await serve(
    `route: '{what}'`,
    `if (request.params.what === 'throw') throw new Error('broken');`,
  );
  const nothing = await call('/api/nothing');
  expect([nothing.status, await nothing.text()]).toEqual([204, '']);
  const broken = await call('/api/throw');
  expect([broken.status, await broken.text()]).toEqual([500, '']);
  expect(logs.join()).toContain('broken');
});

test('asks for the function key unless the function is anonymous', async () => {
  const { call } = await serve(`route: 'k', authLevel: 'function'`, `return { body: 'in' };`);
  expect((await call('/api/k')).status).toBe(401);
  expect((await call('/api/k?code=wrong')).status).toBe(401);
  expect((await call('/api/k?code=local')).status).toBe(200);
  expect((await call('/api/k', { headers: { 'x-functions-key': 'local' } })).status).toBe(200);
});

test('sends headers, cookies and bytes, and no body where HTTP has none', async () => {
  const { call } = await serve(
    `route: 'r/{status:int}', methods: ['GET', 'HEAD']`,
    `return {
       status: Number(request.params.status), body: new Uint8Array([0, 255, 1]),
       headers: { 'x-b': '2', 'content-length': '99' },
       cookies: [{ name: 'a', value: 'b c', path: '/', maxAge: 60, secure: true, httpOnly: true, sameSite: 'Strict' }, { name: 'd', value: 'e' }],
     };`,
  );
  const response = await call('/api/r/201');
  expect(response.status).toBe(201);
  expect(response.headers.get('x-b')).toBe('2');
  expect(response.headers.getSetCookie()).toEqual([
    'a=b%20c; Max-Age=60; Path=/; Secure; HttpOnly; SameSite=Strict',
    'd=e',
  ]);
  expect([...(await response.bytes())]).toEqual([0, 255, 1]);
  const head = await call('/api/r/200', { method: 'HEAD' });
  expect([head.headers.get('content-length'), (await head.bytes()).length]).toEqual(['3', 0]);
  const notModified = await call('/api/r/304');
  expect([notModified.status, (await notModified.bytes()).length]).toEqual([304, 0]);
});

test('refuses a body beyond the host limit without reading it', async () => {
  const { runtime } = await serve(`route: 'b', methods: ['POST']`, `return { body: 'in' };`);
  const status = await new Promise((resolve, reject) => {
    const call = request(`${runtime.url}/api/b`, { method: 'POST', headers: { 'content-length': 104_857_601 } });
    call.on('response', (response) => {
      resolve(response.statusCode);
      call.destroy();
    });
    call.on('error', reject);
    call.flushHeaders();
  });
  expect(status).toBe(413);
});

test('continues the trace of the caller', async () => {
  const { call } = await serve(`route: 't'`, `return { body: context.traceContext.traceParent };`);
  const trace = '0af7651916cd43dd8448eb211c80319c';
  const response = await call('/api/t', { headers: { traceparent: `00-${trace}-b7ad6b7169203331-01` } });
  expect(await response.text()).toMatch(new RegExp(`^00-${trace}-(?!b7ad6b7169203331)[0-9a-f]{16}-01$`));
});

test('the more literal route wins, whatever the order of registration', async () => {
  const { runtime } = await startTestApp(
    `import { app } from '@azure/functions';
     const say = (name, route) => app.http(name, { route, handler: async () => ({ body: name }) });
     say('rest', '{*all}'); say('any', 'r/{id}'); say('number', 'r/{id:int}'); say('literal', 'r/list');`,
  );
  const names = await Promise.all(
    ['r/list', 'r/7', 'r/x', 'r/x/y'].map(async (path) => (await fetch(`${runtime.url}/api/${path}`)).text()),
  );
  expect(names).toEqual(['literal', 'number', 'any', 'rest']);
});

test('a stop does not wait for a caller that has connected and said nothing', async () => {
  const { runtime } = await serve(`route: 'x'`, `return { body: 'x' };`);
  const silent = connect(Number(new URL(runtime.url).port), '127.0.0.1');
  await once(silent, 'connect');
  const ended = once(silent, 'close');
  await runtime.close();
  await ended;
  expect(silent.destroyed).toBe(true);
});

test('a stop lets a running call end and takes no new one', async () => {
  const { runtime, exports } = await startTestApp<{ started: Promise<void>; finish: () => void }>(
    `import { app } from '@azure/functions';
     let begin; export const started = new Promise((resolve) => (begin = resolve));
     let release; const released = new Promise((resolve) => (release = resolve));
     export const finish = () => release();
     app.http('slow', { handler: async () => { begin(); await released; return { body: 'done' }; } });`,
  );
  const slow = fetch(`${runtime.url}/api/slow`);
  await exports.started;
  const closing = runtime.close();
  await expect(fetch(`${runtime.url}/api/slow`)).rejects.toThrow();
  exports.finish();
  expect(await (await slow).text()).toBe('done');
  await closing;
});
