import { expect, test } from 'vitest';
import { tableProxy } from '../../local/testing/storage-proxy';
import { operator, worldForTests } from '../../local/testing/world';
import { pointerBelow } from './check-input';
import type { BulkOrder, BulkRow } from './records';

const world = worldForTests();
const contoso = '22222222-2222-2222-2222-222222222222';
const mel = 'mel@contoso.onmicrosoft.com';
const upn = (n: number) => `user${String(n)}@contoso.onmicrosoft.com`;

const rowsOf = (inputs: readonly object[]): BulkRow[] =>
  inputs.map((input, row) => ({ input, place: pointerBelow(`/inputs/${String(row)}`) }));
const joiners = (count: number) =>
  rowsOf(
    Array.from({ length: count }, (_, n) => {
      return { userPrincipalName: upn(n), displayName: 'User', usageLocation: 'CH' };
    }),
  );
const requests = async () => (await world().steward).requests;

async function run(rows: readonly BulkRow[], order: Partial<BulkOrder> = {}) {
  const whole = { action: 'users.create', customer: 'contoso', mode: 'apply', onFailure: 'status', rows } as const;
  const { id } = await (await requests()).submitBulk(operator, { ...whole, ...order });
  return world().finish(id);
}

async function planOf(rows: readonly BulkRow[], action = 'users.create') {
  const view = await run(rows, { mode: 'plan', action });
  return { view, id: view.request.id, hash: view.planHash ?? 'none' };
}

const failuresOf = async (id: string) =>
  (await (await requests()).items(operator, id)).flatMap(({ row, problem }) => (problem ? [[row, problem.code]] : []));
const create = (n: number) =>
  world().cloud.graph(contoso, 'POST', '/users', {
    userPrincipalName: upn(n),
    displayName: 'Other',
    mailNickname: 'other',
    accountEnabled: true,
    passwordProfile: { password: 'Secret-1234' },
  });

test('rows that were planned are applied under the hash of all of them', async () => {
  const { view, hash } = await planOf(joiners(100));
  expect(view).toMatchObject({ state: 'planned', counts: { succeeded: 100 } });
  expect(hash).toMatch(/^sha-256:[0-9a-f]{64}$/);
  expect(await world().changes()).toEqual([]);
  expect((await planOf(joiners(100))).hash).toBe(hash);
  expect((await run(joiners(100), { plan: hash })).state).toBe('succeeded');
  expect(await world().changes()).toHaveLength(100);
});

test('a row that is no longer what was planned is left out, and only that one', async () => {
  const rows = rowsOf([mel, 'admin@contoso.onmicrosoft.com'].map((user) => ({ user, jobTitle: 'Engineer' })));
  const { hash } = await planOf(rows, 'users.update');
  await world().cloud.graph(contoso, 'PATCH', `/users/${mel}`, { jobTitle: 'Director' });
  const view = await run(rows, { action: 'users.update', plan: hash });
  expect(view).toMatchObject({ state: 'partiallySucceeded', counts: { succeeded: 1, failed: 1 } });
  expect(await failuresOf(view.request.id)).toEqual([[0, 'PLAN_CHANGED']]);
});

test.each([
  ['a hash nobody knows', { plan: `sha-256:${'0'.repeat(64)}` }, 100],
  ['what is no key of a row', { plan: 'sha-256://///////////////' }, 100],
  ['fewer rows', {}, 99],
  ['another action', { action: 'users.update' }, 100],
])('%s is refused at once', async (_name, order, count) => {
  const { hash } = await planOf(joiners(100));
  const updates = Array.from({ length: count }, (_, n) => ({ user: upn(n), jobTitle: 'Engineer' }));
  const rows = 'action' in order ? rowsOf(updates) : joiners(count);
  await expect(run(rows, { plan: hash, ...order })).rejects.toMatchObject({ code: 'PLAN_CHANGED', status: 409 });
  expect(await world().changes()).toEqual([]);
});

test('what was planned for one customer is not applied to another', async () => {
  const { hash } = await planOf(joiners(2));
  const view = await run(joiners(2), { plan: hash, customer: 'fabrikam' });
  expect(view.state).toBe('failed');
  expect(await failuresOf(view.request.id)).toEqual([
    [0, 'PLAN_CHANGED'],
    [1, 'PLAN_CHANGED'],
  ]);
});

test('a row that could not be planned is not applied either', async () => {
  await create(1);
  const { view, hash } = await planOf(joiners(3));
  expect(view).toMatchObject({ state: 'partiallySucceeded', counts: { succeeded: 2, failed: 1 } });
  await world().cloud.graph(contoso, 'DELETE', `/users/${upn(1)}`);
  const applied = await run(joiners(3), { plan: hash });
  expect(applied.state).toBe('partiallySucceeded');
  expect(await failuresOf(applied.request.id)).toEqual([[1, 'PLAN_CHANGED']]);
});

test('a plan that is retried gets a hash of its own, and the former one ends', async () => {
  await create(1);
  const { id, hash } = await planOf(joiners(3));
  await world().cloud.graph(contoso, 'DELETE', `/users/${upn(1)}`);
  await (await requests()).retry(operator, id);
  const again = await world().finish(id);
  expect(again.state).toBe('planned');
  await expect(run(joiners(3), { plan: hash })).rejects.toMatchObject({ code: 'PLAN_CHANGED' });
  expect((await run(joiners(3), { plan: again.planHash ?? '' })).state).toBe('succeeded');
});

test('a plan has not ended before its hash is recorded', async () => {
  const order = { action: 'users.create', customer: 'contoso', mode: 'plan', onFailure: 'status' } as const;
  const { id } = await (await requests()).submitBulk(operator, { ...order, rows: joiners(3) });
  const steward = await world().newSteward(
    await tableProxy(world().storage, ({ body }) => (body.includes('planHash') ? 'dropBefore' : 'pass')),
  );
  await steward.worker.run(`${id}/0`);
  expect(await world().view(id)).toMatchObject({ state: 'running', planHash: null });
  await (await world().steward).worker.sweep();
  expect(await world().view(id)).toMatchObject({
    state: 'planned',
    planHash: expect.stringMatching(/^sha-256:/) as string,
  });
});

test('storage that gives no answer to a read is asked again later', async () => {
  const { hash, id: planned } = await planOf(joiners(3));
  const order = {
    action: 'users.create',
    customer: 'contoso',
    mode: 'apply',
    onFailure: 'status',
    plan: hash,
  } as const;
  const { id } = await (await requests()).submitBulk(operator, { ...order, rows: joiners(3) });
  const steward = await world().newSteward(
    await tableProxy(world().storage, ({ method, path }) =>
      method === 'GET' && path.includes(planned) ? 'dropBefore' : 'pass',
    ),
  );
  await steward.worker.run(`${id}/0`);
  expect((await (await requests()).items(operator, id)).map(({ state, problem }) => [state, problem?.code])).toEqual(
    Array.from({ length: 3 }, () => ['waiting', 'STORAGE_UNAVAILABLE']),
  );
  expect((await world().finish(id)).state).toBe('succeeded');
});
