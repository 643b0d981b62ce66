import { expect, test } from 'vitest';
import { type BatchItem, type Body, cloudForTests, contoso, errorOf, newUserBody, type Reply } from '../testing';

const cloud = cloudForTests();
const json = { 'content-type': 'application/json' };

const create = (id: string, name: string, more: Record<string, unknown> = {}): BatchItem => ({
  id,
  method: 'POST',
  url: '/users',
  headers: json,
  body: newUserBody(name),
  ...more,
});

function answers(reply: Reply): Map<unknown, { status: number; headers: Record<string, string>; body: Body }> {
  const responses = reply.body['responses'] as {
    id: string;
    status: number;
    headers: Record<string, string>;
    body: Body;
  }[];
  return new Map(responses.map((response) => [response.id, response]));
}

test('items succeed and fail on their own', async () => {
  const reply = await cloud().batch(contoso, [
    create('1', 'ada'),
    create('2', 'ada'),
    { id: '3', method: 'GET', url: '/users/mel@contoso.onmicrosoft.com?$select=id' },
    { id: '4', method: 'GET', url: '/nothing/here' },
  ]);
  expect(reply.status).toBe(200);
  const found = answers(reply);
  expect(['1', '2', '3', '4'].map((id) => found.get(id)?.status)).toEqual([201, 400, 200, 501]);
});

test('an item that depends on a failed one is not carried out', async () => {
  const reply = await cloud().batch(contoso, [
    create('1', 'ada'),
    create('2', 'ada', { dependsOn: ['1'] }),
    create('3', 'bea', { dependsOn: ['2'] }),
    create('4', 'cid', { dependsOn: ['1'] }),
  ]);
  const found = answers(reply);
  expect(['1', '2', '3', '4'].map((id) => found.get(id)?.status)).toEqual([201, 400, 424, 201]);
});

test.each<[string, BatchItem[], string]>([
  [
    'more than 20 items',
    Array.from({ length: 21 }, (_, n) => ({ id: String(n), method: 'GET', url: '/users' })),
    'MaximumValueExceeded',
  ],
  [
    'ids that differ in case only',
    [
      { id: 'a', method: 'GET', url: '/users' },
      { id: 'A', method: 'GET', url: '/users' },
    ],
    'BadRequest',
  ],
  ['a write without content type', [create('1', 'ada', { headers: {} })], 'BadRequest'],
  ['a write without body', [{ id: '1', method: 'POST', url: '/users', headers: json }], 'BadRequest'],
  ['no items', [], 'BadRequest'],
])('a batch with %s is refused as a whole', async (_, requests, code) => {
  const reply = await cloud().batch(contoso, requests);
  expect(reply.status).toBe(400);
  expect(errorOf(reply).code).toBe(code);
  expect(await cloud().effects(contoso)).toEqual([]);
});

test('every inner request stands in the call log and its effects carry its own ids', async () => {
  const ids = { ...json, 'client-request-id': 'attempt-1', 'x-ms-correlation-id': 'request-1' };
  await cloud().batch(contoso, [create('1', 'ada', { headers: ids })]);
  expect(await cloud().effects(contoso)).toMatchObject([{ requestId: 'attempt-1', correlationId: 'request-1' }]);
  const calls = (await cloud().control('calls'))['value'] as Body[];
  expect(calls.filter((call) => call['service'] === 'graph')).toMatchObject([
    { method: 'POST', url: '/v1.0/users', inner: true, status: 201, tenant: contoso, requestId: 'attempt-1' },
    { method: 'POST', url: '/v1.0/$batch', inner: false, status: 200, tenant: contoso },
  ]);
});

test('items are throttled on their own, with their own Retry-After', async () => {
  await cloud().control('quotas', { on: true, limits: { writesPer150s: 2 } });
  const reply = await cloud().batch(contoso, [create('1', 'a'), create('2', 'b'), create('3', 'c')]);
  const found = answers(reply);
  expect(['1', '2', '3'].map((id) => found.get(id)?.status)).toEqual([201, 201, 429]);
  expect(Number(found.get('3')?.headers['retry-after'])).toBeGreaterThan(0);
  expect(found.get('3')?.headers['x-ms-throttle-information']).toBe('WriteLimitExceeded');
});

test('a fault hits one inner request; a cut one cuts the batch before or after its effect', async () => {
  const fault = (then: unknown, path = '/users'): Promise<Body> =>
    cloud().control('faults', { service: 'graph', method: 'POST', path, times: 1, then });
  await fault({ status: 503, headers: { 'retry-after': '7' } });
  const busy = answers(await cloud().batch(contoso, [create('1', 'ada'), create('2', 'bea')]));
  expect([busy.get('1')?.status, busy.get('2')?.status]).toEqual([503, 201]);
  expect(busy.get('1')?.headers['retry-after']).toBe('7');
  await fault({ drop: 'after' });
  await expect(cloud().batch(contoso, [create('1', 'cid'), create('2', 'dan')])).rejects.toThrow();
  await fault({ drop: 'before' });
  await expect(cloud().batch(contoso, [create('1', 'eve'), create('2', 'fay')])).rejects.toThrow();
  const created = (await cloud().effects(contoso)).map(({ identity }) => String(identity).split('@')[0]);
  expect(created).toEqual(['bea', 'cid']);
});
