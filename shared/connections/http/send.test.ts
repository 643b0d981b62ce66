import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { withTrace } from '../../trace';
import { createSend, type HttpCall } from './send';
import { reply, startFarEnd } from './testing';

const call = (origin: string, more: Partial<HttpCall> = {}): HttpCall => ({
  service: 'graph',
  method: 'POST',
  url: `${origin}/v1.0/users?x=1`,
  headers: { 'content-type': 'application/json' },
  body: '{"a":1}',
  ...more,
});

test('every status is an answer, with headers in lower case and the body as text', async () => {
  await using farEnd = await startFarEnd((_, response) => {
    reply(response, 429, { error: 'slow' }, { 'Retry-After': '7', 'X-Odd': 'A' });
  });
  const send = createSend({ timeoutMs: 5_000, origins: [farEnd.origin] });
  const answer = await send(call(farEnd.origin));
  expect(answer.status).toBe(429);
  expect(answer.headers).toMatchObject({ 'retry-after': '7', 'x-odd': 'A' });
  expect(JSON.parse(answer.body)).toEqual({ error: 'slow' });
  expect(farEnd.received).toMatchObject([{ method: 'POST', path: '/v1.0/users?x=1', body: '{"a":1}' }]);
});

test('the current trace goes out as a new span of it', async () => {
  await using farEnd = await startFarEnd((_, response) => {
    reply(response, 200, {});
  });
  const send = createSend({ timeoutMs: 5_000, origins: [farEnd.origin] });
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
  await withTrace(`00-${trace}-00f067aa0ba902b7-01`, () => send(call(farEnd.origin)));
  await send(call(farEnd.origin));
  expect(farEnd.received[0]?.headers['traceparent']).toMatch(
    new RegExp(`^00-${trace}-(?!00f067aa0ba902b7)[\\da-f]{16}-01$`),
  );
  expect(farEnd.received[1]?.headers['traceparent']).toBeUndefined();
});

test('an origin that is not configured is never called', async () => {
  await using farEnd = await startFarEnd((_, response) => {
    reply(response, 200, {});
  });
  const send = createSend({ timeoutMs: 5_000, origins: ['https://graph.microsoft.com'] });
  await expect(send(call(farEnd.origin))).rejects.toMatchObject({
    outcome: 'notSent',
    upstream: { code: 'ORIGIN_NOT_ALLOWED' },
  });
  expect(farEnd.received).toEqual([]);
});

test('a refused connection is certainly not sent', async () => {
  const origin = await closedOrigin();
  const send = createSend({ timeoutMs: 5_000, origins: [origin] });
  await expect(send(call(origin))).rejects.toMatchObject({
    code: 'UPSTREAM_UNAVAILABLE',
    outcome: 'notSent',
    upstream: { service: 'graph', code: 'ECONNREFUSED' },
  });
});

test('a call whose time to leave has passed is not sent, on a warm connection too', async () => {
  await using farEnd = await startFarEnd((_, response) => {
    reply(response, 200, {});
  });
  const send = createSend({ timeoutMs: 5_000, origins: [farEnd.origin] });
  await send(call(farEnd.origin, { sendBy: Date.now() + 5_000 }));
  await expect(send(call(farEnd.origin, { sendBy: Date.now() - 1 }))).rejects.toMatchObject({
    outcome: 'notSent',
    upstream: { code: 'SEND_BY_PASSED' },
  });
  // The connection is of use afterwards.
  await expect(send(call(farEnd.origin))).resolves.toMatchObject({ status: 200 });
  expect(farEnd.received).toHaveLength(2);
});

test('the time to leave is looked at when the bytes are written, not when the call is made', async () => {
  // Connecting takes longer than the call may wait: the server answers the handshake only after the pause.
  await using farEnd = await startFarEnd((_, response) => {
    reply(response, 200, {});
  });
  const send = createSend({ timeoutMs: 5_000, origins: [farEnd.origin] });
  const sending = send(call(farEnd.origin, { sendBy: Date.now() + 20 }));
  await Promise.resolve();
  const until = Date.now() + 60;
  while (Date.now() < until);
  await expect(sending).rejects.toMatchObject({ outcome: 'notSent', upstream: { code: 'SEND_BY_PASSED' } });
  expect(farEnd.received).toEqual([]);
});

test('a connection cut after the request left leaves the outcome unknown', async () => {
  await using farEnd = await startFarEnd((_, response) => {
    response.destroy();
  });
  const send = createSend({ timeoutMs: 5_000, origins: [farEnd.origin] });
  await expect(send(call(farEnd.origin))).rejects.toMatchObject({ outcome: 'unknown' });
  // Once: nothing beneath has tried again.
  expect(farEnd.received).toHaveLength(1);
});

test.each(['GET', 'POST'] as const)('a %s on a connection that died is not silently sent again', async (method) => {
  let first = true;
  await using farEnd = await startFarEnd((_, response) => {
    if (first) reply(response, 200, {});
    else response.socket?.destroy();
    first = false;
  });
  const send = createSend({ timeoutMs: 5_000, origins: [farEnd.origin] });
  const request: HttpCall = { service: 'graph', method, url: `${farEnd.origin}/`, headers: {} };
  await send(request);
  await expect(send(request)).rejects.toMatchObject({ outcome: 'unknown' });
  expect(farEnd.received).toHaveLength(2);
});

test('a body cut short leaves the outcome unknown', async () => {
  await using farEnd = await startFarEnd((_, response) => {
    response.writeHead(201, { 'content-length': '100' });
    response.write('{"id":', () => response.destroy());
  });
  const send = createSend({ timeoutMs: 5_000, origins: [farEnd.origin] });
  await expect(send(call(farEnd.origin))).rejects.toMatchObject({ outcome: 'unknown' });
});

test('no answer in time leaves the outcome unknown', async () => {
  await using farEnd = await startFarEnd(() => undefined);
  const send = createSend({ timeoutMs: 50, origins: [farEnd.origin] });
  await expect(send(call(farEnd.origin))).rejects.toMatchObject({
    outcome: 'unknown',
    upstream: { code: 'TIMEOUT' },
  });
});

async function closedOrigin(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${String(port)}`;
}
