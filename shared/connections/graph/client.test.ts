import { expect, test } from 'vitest';
import { UpstreamError } from '../../errors';
import { path } from '../http/path';
import { createSend } from '../http/send';
import { reply, startFarEnd, type FarEnd, type Received } from '../http/testing';
import type { AccessToken, TokenSource } from '../types';
import { createGraph } from './client';
import { isAlreadyMember, isConflict, isNotFound } from './errors';

class FakeTokens implements TokenSource {
  issued = 0;
  private readonly held = new Map<string, AccessToken>();

  token(tenantId: string, resource: string): Promise<AccessToken> {
    const token = this.held.get(tenantId) ?? {
      value: `${tenantId}-${resource.slice(8, 13)}-${String((this.issued += 1))}`,
      scopes: [],
      expiresAt: Infinity,
    };
    this.held.set(tenantId, token);
    return Promise.resolve(token);
  }

  drop(tenantId: string, _: string, refused: AccessToken): void {
    if (this.held.get(tenantId)?.value === refused.value) this.held.delete(tenantId);
  }
}

function open(farEnd: FarEnd, tokens = new FakeTokens(), batchSize = 20) {
  const graph = createGraph({
    graphUrl: farEnd.origin,
    resource: 'https://graph.microsoft.com',
    tokens,
    send: createSend({ timeoutMs: 5_000, origins: [farEnd.origin] }),
    batchSize,
  });
  return { graph, tokens, of: (tenantId: string) => graph.writer({ tenantId, requestId: 'r-1' }) };
}

interface Inner {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body?: unknown;
}
const innerOf = (request: Received): Inner[] => (JSON.parse(request.body) as { requests: Inner[] }).requests;

test('a lone call travels plain, with token, correlation id and a new id for each attempt', async () => {
  await using farEnd = await startFarEnd((_, response) => {
    reply(response, 200, { id: 'u1' });
  });
  const { of } = open(farEnd);
  await expect(of('t1').get(path`/users/${'x#EXT#@y'}?$select=id`)).resolves.toEqual({ id: 'u1' });
  await of('t1').post(path`/users`, { displayName: 'Ada' });
  const [first, second] = farEnd.received;
  expect(first).toMatchObject({ method: 'GET', path: '/v1.0/users/x%23EXT%23%40y?$select=id' });
  expect(first?.headers).toMatchObject({ authorization: 'Bearer t1-graph-1', 'x-ms-correlation-id': 'r-1' });
  expect(second).toMatchObject({ method: 'POST', path: '/v1.0/users', body: '{"displayName":"Ada"}' });
  expect(second?.headers['content-type']).toBe('application/json');
  const ids = farEnd.received.map(({ headers }) => headers['client-request-id']);
  expect(ids[0]).toMatch(/^[\da-f-]{36}$/);
  expect(ids[0]).not.toBe(ids[1]);
});

test('a filter with spaces and quotes arrives encoded', async () => {
  await using farEnd = await startFarEnd((_, response) => {
    reply(response, 200, { value: [] });
  });
  await open(farEnd)
    .of('t1')
    .list(path`/groups?$filter=displayName eq '${"O'Neil & sons"}'`);
  expect(new URL(farEnd.received[0]?.path ?? '', farEnd.origin).searchParams.get('$filter')).toBe(
    "displayName eq 'O''Neil & sons'",
  );
});

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

test('a refused token is replaced once, whether the call went alone or in a batch', async () => {
  await using farEnd = await startFarEnd((request, response) => {
    if (request.headers.authorization === 'Bearer t1-graph-1')
      reply(response, 401, { error: { code: 'InvalidAuthenticationToken' } });
    else
      reply(
        response,
        200,
        request.path.endsWith('/$batch')
          ? { responses: innerOf(request).map(({ id }) => ({ id, status: 200, body: {} })) }
          : {},
      );
  });
  const { of, tokens } = open(farEnd);
  await Promise.all([1, 2, 3].map((n) => of('t1').get(path`/users/${n}`)));
  expect(tokens.issued).toBe(2);
  expect(farEnd.received).toHaveLength(2);
});

test('a token refused twice is the answer', async () => {
  await using farEnd = await startFarEnd((_, response) => {
    reply(response, 401, { error: { code: 'InvalidAuthenticationToken', message: 'Expired.' } });
  });
  const { of, tokens } = open(farEnd);
  await expect(of('t1').get(path`/users`)).rejects.toMatchObject({ outcome: 'refused', upstream: { status: 401 } });
  expect(tokens.issued).toBe(2);
  expect(farEnd.received).toHaveLength(2);
});

test('a write answered 503 is sent once only', async () => {
  await using farEnd = await startFarEnd((_, response) => {
    reply(response, 503, {}, { 'retry-after': '1' });
  });
  await expect(
    open(farEnd)
      .of('t1')
      .post(path`/users`, {}),
  ).rejects.toMatchObject({ outcome: 'unknown', retryAfterMs: 1_000 });
  expect(farEnd.received).toHaveLength(1);
});

test('all pages are read, their addresses as they stand', async () => {
  const next = '/v1.0/users?$skiptoken=a=b&$select=id&x=1&x=2';
  await using farEnd = await startFarEnd((request, response) => {
    if (request.path === next) reply(response, 200, { value: [{ id: 3 }] });
    else reply(response, 200, { value: [{ id: 1 }, { id: 2 }], '@odata.nextLink': farEnd.origin + next });
  });
  await expect(
    open(farEnd)
      .of('t1')
      .list(path`/users`),
  ).resolves.toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
});

test.each([
  ['on another host', () => 'https://evil.example/v1.0/users'],
  ['of another version', (origin: string) => `${origin}/beta/users`],
  ['that was read before', (origin: string) => `${origin}/v1.0/users?again`],
])('a next page %s is not followed', async (_, next) => {
  await using farEnd = await startFarEnd((__, response) => {
    reply(response, 200, { value: [], '@odata.nextLink': next(farEnd.origin) });
  });
  await expect(
    open(farEnd)
      .of('t1')
      .list(path`/users`),
  ).rejects.toMatchObject({ code: 'UPSTREAM_REFUSED' });
  expect(farEnd.received.length).toBeLessThanOrEqual(2);
});

test.each(['not json', '', '[1]', '"text"'])('a write answered 201 with %j has an unknown outcome', async (body) => {
  await using farEnd = await startFarEnd((_, response) => {
    response.writeHead(201).end(body);
  });
  await expect(
    open(farEnd)
      .of('t1')
      .post(path`/users`, {}),
  ).rejects.toMatchObject({ outcome: 'unknown' });
});

test('a write answered 204 has no result and has succeeded', async () => {
  await using farEnd = await startFarEnd((_, response) => {
    reply(response, 204);
  });
  const to = open(farEnd).of('t1');
  await expect(to.post(path`/groups/1/members/$ref`, {})).resolves.toBeUndefined();
  await expect(to.patch(path`/users/1`, {})).resolves.toBeUndefined();
  await expect(to.delete(path`/users/1`)).resolves.toBeUndefined();
});

test('an answer cannot change the prototype of what it is copied into', async () => {
  await using farEnd = await startFarEnd((_, response) => {
    response.writeHead(200).end('{"id":"u1","__proto__":{"admin":true},"a":{"\\u005f_proto__":{"admin":true}}}');
  });
  const user = await open(farEnd)
    .of('t1')
    .get<object>(path`/users/1`);
  expect(Object.assign({}, user)).not.toHaveProperty('admin');
  expect(user).toEqual({ id: 'u1', a: {} });
});

test('refusals are told apart', async () => {
  const already = "One or more added object references already exist for the following modified properties: 'members'.";
  const duplicate = {
    code: 'Request_BadRequest',
    message: 'Another object with the same value for property userPrincipalName already exists.',
    details: [{ code: 'ObjectConflict', target: 'userPrincipalName', message: 'x' }],
  };
  const bodies = [{ code: 'Request_BadRequest', message: already }, duplicate];
  await using farEnd = await startFarEnd((_, response) => {
    reply(response, 400, { error: bodies.shift() }, { 'request-id': 'rid' });
  });
  const to = open(farEnd).of('t1');
  const member: unknown = await to.post(path`/groups/1/members/$ref`, {}).catch((error: unknown) => error);
  expect(isAlreadyMember(member)).toBe(true);
  const conflict: unknown = await to.post(path`/users`, {}).catch((error: unknown) => error);
  expect(isConflict(conflict) && !isAlreadyMember(conflict)).toBe(true);
  expect(conflict).toMatchObject({
    code: 'ALREADY_EXISTS',
    conflicts: ['userPrincipalName'],
    upstream: { service: 'graph', status: 400, code: 'Request_BadRequest', correlationId: 'rid' },
  });
});

function outcomeOfResult(result: PromiseSettledResult<unknown>): string {
  if (result.status === 'fulfilled') return result.status;
  const reason: unknown = result.reason;
  return reason instanceof UpstreamError ? reason.outcome : String(reason);
}
