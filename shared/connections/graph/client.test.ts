import { expect, test } from 'vitest';
import { path } from '../http/path';
import { reply, startFarEnd } from '../http/testing';
import { isAlreadyMember, isConflict } from './errors';
import { innerOf, open } from './testing';

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

test('a reference names its object by the whole address, as Graph wants it', async () => {
  await using farEnd = await startFarEnd((_, response) => {
    reply(response, 204);
  });
  await open(farEnd)
    .of('t1')
    .refer(path`/groups/${'g1'}/members/$ref`, path`/directoryObjects/${'u1'}`);
  expect(farEnd.received[0]).toMatchObject({ method: 'POST', path: '/v1.0/groups/g1/members/$ref' });
  expect(JSON.parse(farEnd.received[0]?.body ?? '')).toEqual({
    '@odata.id': `${farEnd.origin}/v1.0/directoryObjects/u1`,
  });
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
