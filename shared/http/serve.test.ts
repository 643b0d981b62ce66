import { expect, test } from 'vitest';
import { createLog } from '../log';
import { currentTrace } from '../trace';
import { json } from './call';
import { authenticated, serve, type Methods } from './serve';
import { answer, callOf, stewardOf, token } from './testing';

const steward = stewardOf({});
const methods: Methods = {
  GET: authenticated(({ query }) => Promise.resolve(json(200, { query })), ['state', 'from']),
  DELETE: () => Promise.reject(new Error(`leaks ${token}`)),
};

test('every answer says that it is not to be kept or guessed at', async () => {
  for (const [method, status] of [
    ['GET', 200],
    ['PUT', 405],
    ['DELETE', 500],
    ['OPTIONS', 204],
  ] as const) {
    const { headers, status: given } = await answer(methods, callOf(method, '/things'), steward);
    expect(given).toBe(status);
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  }
});

test('a wrong method names the right ones, before any token is asked for', async () => {
  const call = callOf('POST', '/things', {}, { headers: { authorization: '' } });
  const { status, headers, content } = await answer(methods, call, steward);
  expect(status).toBe(405);
  expect(headers['allow']).toBe('GET, DELETE, HEAD, OPTIONS');
  expect(content).toMatchObject({ code: 'METHOD_NOT_ALLOWED', instance: '/api/things' });
});

test('HEAD is GET without the body', async () => {
  const { status, headers, body } = await answer(methods, callOf('HEAD', '/things'), steward);
  expect([status, headers['content-type'], body]).toEqual([200, 'application/json', undefined]);
});

test('without a token nothing is told but that one is needed', async () => {
  const call = callOf('GET', '/things?state=x', {}, { headers: { authorization: 'Bearer wrong' } });
  const { status, headers, content, body } = await answer(methods, call, steward);
  expect(status).toBe(401);
  expect(headers['www-authenticate']).toBe('Bearer');
  expect(content['code']).toBe('TOKEN_MISSING');
  expect(body).not.toContain('wrong');
});

test('an unexpected fault is logged and shows nothing', async () => {
  const lines: string[] = [];
  const host = { log: createLog((line) => lines.push(line)), steward: () => Promise.resolve(steward) };
  const { status, body } = await serve(methods, callOf('DELETE', '/things'), host);
  expect(status).toBe(500);
  expect(body).not.toContain('leaks');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('"http.failed"');
  expect(lines[0]).not.toContain(token);
});

test("the caller's trace goes on", async () => {
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const traced: Methods = { GET: () => Promise.resolve(json(200, { ...currentTrace() })) };
  const call = callOf('GET', '/', {}, { headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01` } });
  expect((await answer(traced, call, steward)).content).toEqual({ traceId, flags: '01' });
});

test('a query is taken strictly', async () => {
  const ask = async (query: string): Promise<unknown> =>
    (await answer(methods, callOf('GET', `/${query}`), steward)).content;
  expect(await ask('?state=running&from=')).toEqual({ query: { state: 'running' } });
  expect(await ask('?sate=running')).toMatchObject({
    code: 'INPUT_INVALID',
    detail: expect.stringContaining("'sate'") as string,
  });
  expect(await ask('?state=a&state=b')).toMatchObject({ code: 'INPUT_INVALID' });
});
