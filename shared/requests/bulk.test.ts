import { expect, test } from 'vitest';
import { operator, worldForTests } from '../../local/testing/world';
import { pointerBelow } from './check-input';
import type { BulkOrder, BulkRow, IdempotencyKey } from './records';

const world = worldForTests();
const tenants = { contoso: '22222222-2222-2222-2222-222222222222', fabrikam: '33333333-3333-3333-3333-333333333333' };
type Customer = keyof typeof tenants;

const requests = async () => (await world().steward).requests;
const upn = (n: number, customer: Customer = 'contoso') => `user${String(n)}@${customer}.onmicrosoft.com`;
const joiner = (n: number, customer?: Customer) => ({
  userPrincipalName: upn(n, customer),
  displayName: `User ${String(n)}`,
  usageLocation: 'CH',
});

/** Rows as a body would hold them. */
const rowsOf = (inputs: readonly (Record<string, unknown> & { customer?: string })[]): BulkRow[] =>
  inputs.map(({ customer, ...input }, row) => ({
    ...(customer === undefined ? {} : { customer }),
    input,
    place: pointerBelow(`/inputs/${String(row)}`),
  }));
const joiners = (count: number) => rowsOf(Array.from({ length: count }, (_, n) => joiner(n)));

async function submit(rows: readonly BulkRow[], order: Partial<BulkOrder> = {}, key?: IdempotencyKey) {
  const whole = { action: 'users.create', customer: 'contoso', mode: 'apply', onFailure: 'status', rows } as const;
  return (await requests()).submitBulk(operator, { ...whole, ...order }, key);
}

const run = async (...args: Parameters<typeof submit>) => world().finish((await submit(...args)).id);
const refusal = (...args: Parameters<typeof submit>) => submit(...args).catch((error: unknown) => error);
const items = async (id: string) => (await requests()).items(operator, id);
const statesOf = async (id: string) => (await items(id)).map(({ state }) => state);
const fault = (method: string, path: string, then: object, times = 1) =>
  world().cloud.control('faults', { service: 'graph', method, path, times, then });

test('200 rows of two customers end in their own tenants, each once', async () => {
  const inputs = Array.from({ length: 200 }, (_, n) => {
    const customer = n % 2 === 0 ? 'contoso' : 'fabrikam';
    return { customer, ...joiner(n, customer) };
  });
  const view = await run(rowsOf(inputs));
  expect(view).toMatchObject({
    state: 'succeeded',
    customer: null,
    counts: { total: 200, succeeded: 200, pending: 0 },
  });
  for (const [name, tenant] of Object.entries(tenants)) {
    const made = (await world().effects(tenant)).map(({ identity }) => identity);
    expect(made.sort()).toEqual(
      inputs.flatMap(({ customer, userPrincipalName }) => (customer === name ? [userPrincipalName] : [])).sort(),
    );
  }
  const rows = await items(view.request.id);
  expect(rows.map(({ row, customer, input }) => [row, customer, input['userPrincipalName']])).toEqual(
    inputs.map(({ customer, userPrincipalName }, row) => [row, customer, userPrincipalName]),
  );
});

test('a row that fails leaves its neighbours alone, and a retry takes up that row only', async () => {
  await world().cloud.graph(tenants.contoso, 'POST', '/users', {
    ...joiner(7),
    mailNickname: 'other',
    accountEnabled: true,
    passwordProfile: { password: 'Secret-1234' },
  });
  const view = await run(joiners(20));
  expect(view).toMatchObject({ state: 'partiallySucceeded', counts: { succeeded: 19, failed: 1, pending: 0 } });
  const failed = (await items(view.request.id)).filter(({ state }) => state !== 'succeeded');
  expect(failed).toMatchObject([{ row: 7, state: 'failed', problem: { code: 'ALREADY_EXISTS' } }]);

  await world().cloud.graph(tenants.contoso, 'DELETE', `/users/${upn(7)}`);
  const before = (await world().changes()).length;
  await (await requests()).retry(operator, view.request.id);
  expect((await world().finish(view.request.id)).state).toBe('succeeded');
  expect((await world().changes()).slice(before)).toEqual([`user.create ${upn(7)}`]);
});

test('a cancel in the middle tells what ran from what did not', async () => {
  const { id } = await submit(joiners(170));
  const { worker } = await world().steward;
  await worker.run(`${id}/1`);
  await (await requests()).cancel(operator, id);
  const view = await world().finish(id);
  expect(view).toMatchObject({ state: 'partiallySucceeded', counts: { total: 170, succeeded: 80, failed: 90 } });
  const states = await statesOf(id);
  expect(states.map((state, row) => state === (row >= 80 && row < 160 ? 'succeeded' : 'cancelled'))).not.toContain(
    false,
  );
  expect(await world().changes()).toHaveLength(80);
});

test('a bulk that is held goes on where it was when it is resumed', async () => {
  const { id } = await submit(joiners(100));
  await (await world().steward).worker.run(`${id}/0`);
  await (await requests()).hold(operator, id);
  await world().work();
  await world().advance(120_000);
  await (await world().steward).worker.sweep();
  await world().work();
  expect(await world().view(id)).toMatchObject({ state: 'held', counts: { succeeded: 80, pending: 20 } });
  await (await requests()).resume(operator, id);
  expect((await world().finish(id)).state).toBe('succeeded');
  expect(await world().changes()).toHaveLength(100);
});

test('the undo of a bulk undoes each row that was done', async () => {
  await fault('POST', `/users`, { status: 400, body: { error: { code: 'Request_BadRequest', message: 'No.' } } });
  const done = await run(joiners(90));
  expect(done).toMatchObject({ state: 'partiallySucceeded', counts: { succeeded: 89, failed: 1 } });
  const undoing = await world().finish(await (await requests()).undo(operator, done.request.id, { force: false }));
  expect(undoing).toMatchObject({ state: 'succeeded', counts: { total: 89, succeeded: 89 } });
  expect((await world().view(done.request.id)).state).toBe('undone');
  const changes = await world().changes();
  expect(changes.filter((change) => change.startsWith('user.delete'))).toHaveLength(89);
});

test('one key makes one bulk, and another file under it is refused', async () => {
  const key = (body: string): IdempotencyKey => ({
    key: 'joiners',
    route: 'bulk/users.create',
    body: Buffer.from(body),
  });
  const first = await submit(joiners(100), {}, key('one'));
  expect((await submit(joiners(100), {}, key('one'))).id).toBe(first.id);
  expect((await submit(joiners(100), {}, key('one'))).record).toBeUndefined();
  expect(await refusal(joiners(99), {}, key('another'))).toMatchObject({ code: 'KEY_REUSED' });
  await world().finish(first.id);
  expect(await world().changes()).toHaveLength(100);
});

test('one row of a bulk is an item all the same', async () => {
  const { id, record } = await submit(joiners(1));
  expect(record).toMatchObject({ bulk: true, total: 1 });
  expect((await world().finish(id)).state).toBe('succeeded');
});

test('all faulty rows are named before anything is accepted', async () => {
  const before = await (await requests()).list(operator, {}, { top: 1 });
  const rows = rowsOf([
    joiner(0),
    { ...joiner(1), displayName: 7, colour: 'red' },
    { ...joiner(2), userPrincipalName: upn(0).toUpperCase() },
    { ...joiner(3), customer: 'nowhere' },
    { ...joiner(0, 'fabrikam'), customer: 'fabrikam' },
  ]);
  expect(await refusal(rows)).toMatchObject({
    code: 'INPUT_INVALID',
    errors: [
      { pointer: '/inputs/1/displayName' },
      { pointer: '/inputs/1/colour' },
      { pointer: '/inputs/2', detail: 'This is there already, at /inputs/0.' },
      { pointer: '/inputs/3/customer' },
    ],
  });
  expect(await (await requests()).list(operator, {}, { top: 1 })).toEqual(before);
});

test('a customer of all rows that cannot be had is told once, as for a single request', async () => {
  expect(await refusal(joiners(3), { customer: 'nowhere' })).toMatchObject({ code: 'CUSTOMER_UNKNOWN' });
  const flow = { ...operator, id: 'local-flow' };
  const order = { action: 'users.delete', customer: 'contoso', mode: 'apply', onFailure: 'status' } as const;
  const rows = rowsOf([{ user: upn(0) }, { user: upn(1) }]);
  await expect((await requests()).submitBulk(flow, { ...order, rows })).rejects.toMatchObject({ code: 'NOT_GRANTED' });
});

test('who may not see one of the customers of a bulk does not see the bulk', async () => {
  const rows = rowsOf([
    { ...joiner(0), customer: 'contoso' },
    { ...joiner(0, 'fabrikam'), customer: 'fabrikam' },
  ]);
  const { id } = await submit(rows);
  await expect((await requests()).get({ ...operator, id: 'local-flow' }, id)).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  await world().deny({ caller: 'local-operator', effect: 'deny', actions: ['users.create'], customers: ['fabrikam'] });
  await world().advance(10_000);
  await expect((await requests()).cancel(operator, id)).rejects.toMatchObject({ code: 'NOT_GRANTED' });
});
