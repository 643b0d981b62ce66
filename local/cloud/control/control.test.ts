import { expect, test } from 'vitest';
import { clockOffset } from '../../clock';
import { type Body, cloudForTests, contoso, fabrikam, newUserBody, partner } from '../testing';

const cloud = cloudForTests();
const create = (name: string): Promise<unknown> => cloud().graph(contoso, 'POST', '/users', newUserBody(name));

test('a dropped call is cut before or after its effect', async () => {
  const drop = (when: string): Promise<Body> =>
    cloud().control('faults', {
      service: 'graph',
      method: 'POST',
      path: '/v1.0/users',
      times: 1,
      then: { drop: when },
    });
  await drop('before');
  await expect(create('ada')).rejects.toThrow();
  await drop('after');
  await expect(create('bea')).rejects.toThrow();
  await create('cid');
  expect((await cloud().effects(contoso)).map(({ identity }) => identity)).toEqual([
    'bea@contoso.onmicrosoft.com',
    'cid@contoso.onmicrosoft.com',
  ]);
});

test('an applied call can be answered by a failure all the same', async () => {
  await cloud().control('faults', {
    service: 'graph',
    path: '/users',
    times: 1,
    then: { applyThen: { status: 503, headers: { 'retry-after': '3' }, body: { error: { code: 'x', message: 'y' } } } },
  });
  expect(await create('ada')).toMatchObject({ status: 503, body: { error: { code: 'x' } } });
  expect(await cloud().effects(contoso)).toHaveLength(1);
});

test('a fault hits only its service, method, path and tenant, as often as it says', async () => {
  await cloud().control('faults', {
    service: 'graph',
    method: 'GET',
    path: '/users',
    tenant: 'contoso',
    times: 2,
    then: { status: 500 },
  });
  const read = async (tenant: string, path = '/users'): Promise<number> =>
    (await cloud().graph(tenant, 'GET', path)).status;
  expect(await read(fabrikam)).toBe(200);
  expect(await read(contoso, '/groups')).toBe(200);
  expect([await read(contoso), await read(contoso), await read(contoso)]).toEqual([500, 500, 200]);
  await cloud().control('faults', { service: 'entra', tenant: contoso, then: { status: 503 } });
  expect((await cloud().refresh(contoso)).status).toBe(503);
  expect((await cloud().refresh(fabrikam)).status).toBe(200);
  await cloud().send('DELETE', '/control/faults');
  expect((await cloud().refresh(contoso)).status).toBe(200);
});

test('a delayed call is answered late', async () => {
  await cloud().control('faults', { service: 'graph', times: 1, path: '/users', then: { delayMs: 60 } });
  const started = performance.now();
  await create('ada');
  expect(performance.now() - started).toBeGreaterThan(55);
});

test('latency counts once for a call and once for a batch', async () => {
  await cloud().graph(contoso, 'GET', '/users');
  await cloud().control('latency', { ms: 60 });
  const started = performance.now();
  const get = { method: 'GET', url: '/users' };
  await cloud().batch(
    contoso,
    Array.from({ length: 20 }, (_, n) => ({ id: String(n), ...get })),
  );
  const took = performance.now() - started;
  expect(took).toBeGreaterThan(55);
  expect(took).toBeLessThan(600);
  expect(await cloud().control('latency', { p50: 1, p99: 2 })).toEqual({ p50: 1, p99: 2, batchWidth: 20 });
});

test('a batch that is carried out a few at a time takes the latency for each few', async () => {
  await cloud().graph(contoso, 'GET', '/users');
  await cloud().control('latency', { ms: 60, batchWidth: 4 });
  const started = performance.now();
  const get = { method: 'GET', url: '/users' };
  await cloud().batch(
    contoso,
    Array.from({ length: 9 }, (_, n) => ({ id: String(n), ...get })),
  );
  expect(performance.now() - started).toBeGreaterThan(3 * 60 - 5);
  await expect(cloud().control('latency', { ms: 0, batchWidth: 0 })).rejects.toThrow('batchWidth');
});

test('throttling is off until it is turned on, and the headers say how near the limit is', async () => {
  expect((await cloud().graph(contoso, 'GET', '/users')).headers.get('x-ms-resource-unit')).toBeNull();
  await cloud().control('quotas', { on: true, limits: { resourceUnitsPer10sSmall: 10 } });
  const replies = [];
  for (let n = 0; n < 6; n += 1) replies.push(await cloud().graph(contoso, 'GET', '/users'));
  expect(replies.map((reply) => reply.status)).toEqual([200, 200, 200, 200, 200, 429]);
  expect(replies[4]?.headers.get('x-ms-throttle-limit-percentage')).toMatch(/^(?:1\.0|0\.9)/);
  expect(replies[5]?.headers.get('x-ms-throttle-scope')).toContain(`/${contoso}`);
  expect(Number(replies[5]?.headers.get('retry-after'))).toBeGreaterThan(0);
  await cloud().control('quotas', { on: false });
  expect((await cloud().graph(contoso, 'GET', '/users')).status).toBe(200);
});

test('the clock is moved by a duration or to a time, and whoever waits hears of it', async () => {
  const before = await cloud().control('clock');
  const waiting = cloud().control(`clock?after=${String(before['version'])}`);
  await cloud().control('clock', { advance: 'P90D' });
  const heard = await waiting;
  expect(heard).toMatchObject({ version: Number(before['version']) + 1, offsetMs: 90 * 86_400_000 });
  expect(clockOffset()).toBe(90 * 86_400_000);
  const there = await cloud().control('clock', { now: '2030-01-01T00:00:00Z' });
  expect(String(there['now'])).toMatch(/^2030-01-01T00:00:0/);
});

test('a reset brings back the start: objects, logs, faults and the clock', async () => {
  const start = await cloud().control('state?tenant=contoso');
  await create('ada');
  await cloud().control('clock', { advance: 'P1D' });
  await cloud().control('faults', { service: 'graph', then: { status: 500 } });
  await cloud().control('reset', {});
  cloud().forgetTokens();
  const { users } = await cloud().control('state?tenant=contoso');
  expect((users as Body[]).map(({ id }) => id)).toEqual((start['users'] as Body[]).map(({ id }) => id));
  expect(await cloud().effects(contoso)).toEqual([]);
  expect(clockOffset()).toBe(0);
  expect((await cloud().graph(contoso, 'GET', '/users')).status).toBe(200);
});

test('effects are told from a sequence number on, of one tenant or of all', async () => {
  await create('ada');
  await cloud().graph(fabrikam, 'POST', '/users', newUserBody('bea', 'fabrikam.onmicrosoft.com'));
  const all = (await cloud().control('effects?after=1'))['value'];
  expect(all).toMatchObject([{ seq: 2, tenant: fabrikam }]);
  expect(await cloud().effects('contoso')).toMatchObject([{ seq: 1 }]);
});

test('seeding adds tenants with their own consent, users and seats, without effects', async () => {
  const id = '66666666-6666-6666-6666-666666666666';
  await cloud().control('seed', {
    tenants: [{ id, name: 'wingtip', scopes: ['User.Read.All'], gdapRoles: ['Directory Readers'], seats: { SPB: 3 } }],
    users: [
      { tenant: 'wingtip', userPrincipalName: 'zoe@wingtip.onmicrosoft.com', licenses: ['SPB'], groups: ['Sales'] },
    ],
  });
  expect((await cloud().graph(id, 'GET', '/users/zoe@wingtip.onmicrosoft.com')).status).toBe(200);
  expect((await cloud().graph(id, 'POST', '/users', newUserBody('x', 'wingtip.onmicrosoft.com'))).status).toBe(403);
  expect((await cloud().control(`state?tenant=${id}`))['skus']).toMatchObject([
    { skuPartNumber: 'SPB', seats: 3, consumed: 1 },
  ]);
  expect((await cloud().control('effects'))['value']).toEqual([]);
  await cloud().control('seed', { gdap: [{ tenant: 'wingtip', endsAt: '2020-01-01T00:00:00Z' }] });
  expect((await cloud().refresh(id)).body['error_codes']).toEqual([50020]);
});

test('what a control call gets wrong is said, and unknown routes name themselves', async () => {
  const bad = await cloud().send('POST', '/control/faults', { service: 'graf', then: { status: 500 } });
  expect(bad).toMatchObject({ status: 400, body: { error: { code: 'BadControlInput' } } });
  expect((await cloud().send('POST', '/control/consents', { tenant: 'contoso', roles: [] })).status).toBe(400);
  expect((await cloud().send('POST', '/control/clock', { advance: 'tomorrow' })).status).toBe(400);
  expect((await cloud().send('POST', '/control/storage', { down: 'PT60S' })).status).toBe(409);
  for (const path of ['/control/nothing', '/v1/nothing', '/v1.0/nothing', '/nothing', `/${partner}/oauth2/token`]) {
    const reply = await cloud().send('GET', path);
    expect(reply.status).toBe(501);
    expect(JSON.stringify(reply.body)).toContain(`GET ${path}`);
  }
});
