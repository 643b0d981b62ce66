import { expect, test } from 'vitest';
import { operator, worldForTests } from '../../local/testing/world';

const world = worldForTests();
const joiner = { userPrincipalName: 'ada@contoso.onmicrosoft.com', displayName: 'Ada Example', usageLocation: 'CH' };

const partnerAction = async (action: string, input: Record<string, string>) => {
  const { requests } = await world().steward;
  const { id } = await requests.submit(operator, { action, input, mode: 'apply', onFailure: 'status' });
  return world().finish(id);
};
const logged = (event: string) => world().logs.filter((line) => line.includes(`"${event}"`)).length;

test('a paused customer gets no change until work is resumed, and others go on', async () => {
  await partnerAction('system.pause', { customer: 'contoso', reason: 'Suspicious requests' });
  const id = await world().submit('users.create', joiner);
  await world().work();
  const paused = await world().view(id);
  expect(paused.state).toBe('waiting');
  expect(paused.item?.problem).toEqual({ code: 'PAUSED', detail: 'Paused: Suspicious requests' });
  const other = { ...joiner, userPrincipalName: 'ada@fabrikam.onmicrosoft.com' };
  expect((await world().run('users.create', other, { customer: 'fabrikam' })).state).toBe('succeeded');
  expect(await world().changes()).toEqual([]);
  await partnerAction('system.resume', { customer: 'contoso' });
  expect((await world().finish(id)).state).toBe('succeeded');
});

test('a pause is obeyed by what is running before its next effect', async () => {
  await world().cloud.control('faults', {
    service: 'graph',
    method: 'POST',
    path: '/users',
    times: 1,
    then: { delayMs: 500 },
  });
  const id = await world().submit('users.create', { ...joiner, licenses: ['SPB'] });
  const working = world().work();
  await world().faultsHit();
  await partnerAction('system.pause', { reason: 'Stop everything' });
  await world().advance(3_000);
  await working;
  expect((await world().changes()).map((change) => change.split(' ')[0])).toEqual(['user.create']);
  await partnerAction('system.resume', {});
  expect((await world().finish(id)).state).toBe('succeeded');
});

test('a tenant that refuses us is not asked again for every request, and is noticed when it is back', async () => {
  await world().cloud.control('seed', {
    gdap: [{ tenant: 'contoso', endsAt: new Date(Date.now() - 1000).toISOString() }],
  });
  for (let n = 0; n < 5; n += 1) {
    const view = await world().run('users.create', joiner);
    expect(view.item?.problem).toMatchObject({ code: 'GDAP_MISSING', upstream: { service: 'entra' } });
  }
  const calls = (await world().cloud.control('calls'))['value'] as { url: string; tenant?: string }[];
  expect(calls.filter(({ url }) => url.includes('22222222-2222-2222-2222-222222222222/oauth2'))).toHaveLength(1);
  expect(logged('circuit.opened')).toBe(1);
  await world().cloud.control('seed', {
    gdap: [{ tenant: 'contoso', endsAt: new Date(Date.now() + 86_400_000).toISOString() }],
  });
  await world().advance(11_000);
  expect((await world().run('users.create', joiner)).state).toBe('succeeded');
  expect(logged('circuit.closed')).toBe(1);
});

test.each([
  ['expired client secret', 'CREDENTIAL_DEAD', { clientSecretExpiresAt: '2020-01-01T00:00:00Z' }],
  ['revoked refresh token', 'REFRESH_TOKEN_DEAD', { revokeRefreshTokens: true }],
])('an %s parks all work and says so once', async (_, code, seed) => {
  await world().cloud.control('seed', seed);
  const ids = [
    await world().submit('users.create', joiner),
    await world().submit('users.create', joiner, { customer: 'fabrikam', mode: 'plan' }),
  ];
  await world().work();
  for (const id of ids) {
    expect(await world().view(id)).toMatchObject({ state: 'waiting', item: { problem: { code } } });
  }
  expect(logged('circuit.opened')).toBe(1);
});

test('work goes on when the credential has been renewed', async () => {
  await world().cloud.control('seed', { clientSecretExpiresAt: '2020-01-01T00:00:00Z' });
  // Not the user of the requests that earlier tests left waiting.
  const own = { ...joiner, userPrincipalName: 'grace@contoso.onmicrosoft.com' };
  const id = await world().submit('users.create', own);
  await world().work();
  await world().cloud.control('seed', { clientSecretExpiresAt: '2099-01-01T00:00:00Z' });
  const done = await world().finish(id);
  expect(done.item?.problem).toBeNull();
  expect(done.state).toBe('succeeded');
  expect(logged('circuit.closed')).toBe(1);
});
