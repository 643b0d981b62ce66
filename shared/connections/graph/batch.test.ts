import { expect, test } from 'vitest';
import { path } from '../http/path';
import { reply, startFarEnd } from '../http/testing';
import { isNotFound } from './errors';
import { FakeTokens, innerOf, open, outcomeOfResult } from './testing';

test('calls of one moment share one batch, and each has its own answer', async () => {
  await using farEnd = await startFarEnd((request, response) => {
    const responses = innerOf(request).map(({ id, url }) =>
      url.endsWith('2')
        ? { id, status: 404, headers: {}, body: { error: { code: 'Request_ResourceNotFound', message: 'Gone.' } } }
        : { id, status: 200, headers: {}, body: { url } },
    );
    reply(response, 200, { responses: responses.reverse() });
  });
  const { of } = open(farEnd);
  const results = await Promise.allSettled([1, 2, 3].map((n) => of('t1').get(path`/users/${n}`)));
  expect(farEnd.received).toHaveLength(1);
  expect(farEnd.received[0]).toMatchObject({ method: 'POST', path: '/v1.0/$batch' });
  expect(results[0]).toMatchObject({ status: 'fulfilled', value: { url: '/users/1' } });
  expect(results[2]).toMatchObject({ status: 'fulfilled', value: { url: '/users/3' } });
  const missed = results[1]?.status === 'rejected' ? (results[1].reason as unknown) : undefined;
  expect(isNotFound(missed)).toBe(true);
});

test('a batch holds at most the set number, and only calls of one tenant', async () => {
  await using farEnd = await startFarEnd((request, response) => {
    const requests = request.path.endsWith('/$batch') ? innerOf(request) : [];
    reply(response, 200, { responses: requests.map(({ id }) => ({ id, status: 200, body: {} })) });
  });
  const { of } = open(farEnd, new FakeTokens(), 5);
  await Promise.all([
    ...Array.from({ length: 12 }, (_, n) => of('t1').get(path`/users/${n}`)),
    ...Array.from({ length: 2 }, (_, n) => of('t2').get(path`/users/${n}`)),
  ]);
  const batches = farEnd.received.map((request) => ({
    token: request.headers.authorization,
    size: innerOf(request).length,
  }));
  expect(batches.map(({ size }) => size).sort((a, b) => a - b)).toEqual([2, 2, 5, 5]);
  expect(batches.filter(({ token }) => token === 'Bearer t2-graph-2')).toHaveLength(1);
});

test('inside a batch each call carries its own ids, and a body with its type', async () => {
  await using farEnd = await startFarEnd((request, response) => {
    reply(response, 200, { responses: innerOf(request).map(({ id }) => ({ id, status: 204 })) });
  });
  const { of } = open(farEnd);
  await Promise.all([of('t1').patch(path`/users/1`, { city: 'Bern' }), of('t1').delete(path`/users/2`)]);
  const [patch, remove] = innerOf(farEnd.received[0] ?? { method: '', path: '', headers: {}, body: '{}' });
  expect(patch).toMatchObject({ method: 'PATCH', url: '/users/1', body: { city: 'Bern' } });
  expect(patch?.headers).toMatchObject({ 'content-type': 'application/json', 'x-ms-correlation-id': 'r-1' });
  expect(remove).toMatchObject({ method: 'DELETE', url: '/users/2' });
  expect(remove).not.toHaveProperty('body');
  expect(patch?.headers['client-request-id']).not.toBe(remove?.headers['client-request-id']);
});

test('an item throttled inside a batch is throttled alone, with its own Retry-After', async () => {
  await using farEnd = await startFarEnd((request, response) => {
    const responses = innerOf(request).map(({ id }) =>
      id === '0' ? { id, status: 429, headers: { 'Retry-After': '9' }, body: {} } : { id, status: 201, body: { id } },
    );
    reply(response, 200, { responses });
  });
  const { of } = open(farEnd);
  const results = await Promise.allSettled([1, 2].map((n) => of('t1').post(path`/users`, { n })));
  expect(results[0]).toMatchObject({
    status: 'rejected',
    reason: { code: 'UPSTREAM_THROTTLED', outcome: 'throttled', retryAfterMs: 9_000 },
  });
  expect(results[1]).toMatchObject({ status: 'fulfilled' });
  expect(farEnd.received).toHaveLength(1);
});

test.each([
  ['lacks an item', { responses: [{ id: '0', status: 201, body: { id: 'x' } }] }, ['fulfilled', 'unknown']],
  [
    'has two answers to one',
    { responses: [201, 400].map((status) => ({ id: '0', status, body: { id: 'x' } })) },
    ['unknown', 'unknown'],
  ],
  ['is not a batch answer', { odd: true }, ['unknown', 'unknown']],
])('a batch answer that %s leaves what is missing unknown', async (_, answer, expected) => {
  await using farEnd = await startFarEnd((__, response) => {
    reply(response, 200, answer);
  });
  const { of } = open(farEnd);
  const results = await Promise.allSettled([1, 2].map((n) => of('t1').post(path`/users`, { n })));
  expect(results.map(outcomeOfResult)).toEqual(expected);
});

test.each([
  [503, 'unknown'],
  [429, 'throttled'],
  [400, 'refused'],
])('a batch refused as a whole with %i gives its status to each call', async (status, outcome) => {
  await using farEnd = await startFarEnd((_, response) => {
    reply(response, status, { error: { code: 'whole', message: 'No.' } }, { 'retry-after': '3' });
  });
  const { of } = open(farEnd);
  const results = await Promise.allSettled([1, 2].map((n) => of('t1').post(path`/users`, { n })));
  expect(results.map(outcomeOfResult)).toEqual([outcome, outcome]);
  expect(results[0]).toMatchObject({ reason: { retryAfterMs: 3_000, upstream: { status } } });
  expect(farEnd.received).toHaveLength(1);
});

test('a batch cut off leaves every call unknown, and nothing is sent again', async () => {
  await using farEnd = await startFarEnd((_, response) => {
    response.destroy();
  });
  const { of } = open(farEnd);
  const results = await Promise.allSettled([1, 2].map((n) => of('t1').post(path`/users`, { n })));
  expect(results.map(outcomeOfResult)).toEqual(['unknown', 'unknown']);
  expect(farEnd.received).toHaveLength(1);
});

test('a call too late to leave is left out, its neighbours go', async () => {
  await using farEnd = await startFarEnd((_, response) => {
    reply(response, 201, { id: 'x' });
  });
  const { graph } = open(farEnd);
  const late = graph.writer({ tenantId: 't1', requestId: 'r', sendBy: Date.now() - 1 });
  const inTime = graph.writer({ tenantId: 't1', requestId: 'r', sendBy: Date.now() + 5_000 });
  const results = await Promise.allSettled([late, inTime].map((to) => to.post(path`/users`, {})));
  expect(results.map(outcomeOfResult)).toEqual(['notSent', 'fulfilled']);
  expect(farEnd.received).toHaveLength(1);
});

test('the same read asked for by several at one moment is asked once, and asked anew at the next', async () => {
  await using farEnd = await startFarEnd((_, response) => {
    reply(response, 200, { value: [] });
  });
  const { of } = open(farEnd);
  const ask = () => of('t1').list(path`/subscribedSkus`);
  expect(await Promise.all([ask(), ask(), ask()])).toEqual([[], [], []]);
  expect(farEnd.received).toHaveLength(1);
  await ask();
  expect(farEnd.received).toHaveLength(2);
});
