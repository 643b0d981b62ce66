import { expect, test } from 'vitest';
import { operator, worldForTests } from '../../local/testing/world';
import { tableProxy, type Meddle } from '../../local/testing/storage-proxy';
import { createTables } from '../connections/storage/tables';
import type { IdempotencyKey, Order } from './records';

const world = worldForTests();
const upn = 'ada@contoso.onmicrosoft.com';
const joiner = { userPrincipalName: upn, displayName: 'Ada Example', usageLocation: 'CH' };
const order: Order = { action: 'users.create', customer: 'contoso', input: joiner, mode: 'apply', onFailure: 'status' };

let keys = 0;
const newKey = (body = 'body'): IdempotencyKey => ({
  key: `key-${String((keys += 1))}-${String(Date.now())}`,
  route: '/actions/users.create',
  body: Buffer.from(body),
});

async function rowsOf(table: string, id: string): Promise<string[]> {
  const client = await createTables({ connectionString: world().storage.connectionString }).open(table);
  const found: string[] = [];
  for await (const row of client.listEntities()) {
    if (`${row.partitionKey ?? ''}${row.rowKey ?? ''}`.includes(id))
      found.push(`${row.partitionKey ?? ''}/${row.rowKey ?? ''}`);
  }
  return found;
}

/** A process whose table calls may be lost; `meddle` is asked for each. */
async function behindProxy(meddle: Meddle) {
  return world().newSteward(await tableProxy(world().storage, meddle));
}

test('the same key and body give the same request, however often and at once', async () => {
  const { requests } = await world().steward;
  const key = newKey();
  const first = await requests.submit(operator, order, key);
  const again = await requests.submit(operator, order, key);
  expect(again.id).toBe(first.id);
  expect((await world().finish(first.id)).state).toBe('succeeded');
  expect((await requests.submit(operator, order, key)).id).toBe(first.id);
  expect(await world().changes()).toEqual([`user.create ${upn}`]);
});

test('submits with one key at the same moment make one request', async () => {
  const key = newKey();
  const stewards = await Promise.all([world().steward, world().newSteward(), world().newSteward()]);
  const outcomes = await Promise.allSettled(stewards.map(({ requests }) => requests.submit(operator, order, key)));
  const ids = new Set(outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value.id] : [])));
  expect(ids.size).toBe(1);
  for (const one of outcomes) {
    if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'KEY_IN_USE' });
  }
});

test('a key used for another body, is refused; another caller may use the same key', async () => {
  const { requests } = await world().steward;
  const key = newKey();
  const first = await requests.submit(operator, order, key);
  const other = { ...key, body: Buffer.from('another') };
  await expect(requests.submit(operator, order, other)).rejects.toMatchObject({ code: 'KEY_REUSED' });
  const reader = { ...operator, id: 'local-reader' };
  const plan = await requests.submit(reader, { ...order, mode: 'plan' }, key);
  expect(plan.id).not.toBe(first.id);
});

test('an insert whose answer is lost is read back, and the request is accepted once', async () => {
  let lost = 0;
  const steward = await behindProxy(({ method, body }) => {
    const isRequestRow = method === 'POST' && body.includes('"RowKey":"request"');
    return isRequestRow && (lost += 1) === 1 ? 'dropAfter' : 'pass';
  });
  const { id } = await steward.requests.submit(operator, order);
  expect(lost).toBe(1);
  expect((await world().finish(id)).state).toBe('succeeded');
  expect(await world().changes()).toEqual([`user.create ${upn}`]);
});

test('an insert that cannot be read back is told as not known, with the address to look at', async () => {
  let lost = false;
  const steward = await behindProxy(({ method, body }) => {
    if (method === 'POST' && body.includes('"RowKey":"request"')) lost = true;
    return lost ? 'dropBefore' : 'pass';
  });
  const refused = await steward.requests.submit(operator, order).catch((error: unknown) => error);
  expect(refused).toMatchObject({
    code: 'ACCEPT_UNKNOWN',
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
  });
});

test('an accept broken off before its commit point is finished under the same id by whoever repeats it', async () => {
  const key = newKey();
  let cut = true;
  const steward = await behindProxy(({ method, body }) =>
    cut && method === 'POST' && body.includes('"RowKey":"request"') ? 'dropBefore' : 'pass',
  );
  const first = (await steward.requests.submit(operator, order, key).catch((error: unknown) => error)) as {
    requestId: string;
  };
  await expect(steward.requests.submit(operator, order, key)).rejects.toMatchObject({ code: 'KEY_IN_USE' });
  cut = false;
  await world().advance(11_000);
  const { id } = await steward.requests.submit(operator, order, key);
  expect(id).toBe(first.requestId);
  expect((await world().finish(id)).state).toBe('succeeded');
  expect(await world().changes()).toEqual([`user.create ${upn}`]);
});

test('with storage away nothing is accepted, and the error says so', async () => {
  const { requests } = await world().steward;
  await requests.submit(operator, { ...order, mode: 'plan' });
  await world().storage.down(200);
  await expect(requests.submit(operator, order)).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
  const answer = () =>
    requests.list(operator, {}, { top: 1 }).then(
      () => 'up',
      () => 'down',
    );
  await expect.poll(answer, { timeout: 5_000 }).toBe('up');
  expect(await world().changes()).toEqual([]);
});

test('a lost message is made up for by the sweeper', async () => {
  // Not the user of the other tests: the sweeper takes up what they left unfinished as well.
  const own = { ...joiner, userPrincipalName: 'grace@contoso.onmicrosoft.com' };
  const id = await world().submit('users.create', own);
  expect(await world().takeMessages('work')).toHaveLength(1);
  await (await world().steward).worker.sweep();
  expect(await world().takeMessages('work')).toHaveLength(0);
  await world().advance(31_000);
  await (await world().steward).worker.sweep();
  await (await world().steward).worker.sweep();
  await world().work();
  expect((await world().view(id)).state).toBe('succeeded');
  expect(await rowsOf('openrequests', id)).toEqual([expect.stringMatching(/^expiry-/)]);
});

test.each([
  ['an unknown action', { action: 'users.promote' }, 'ACTION_UNKNOWN'],
  ['an unknown customer', { customer: 'nowhere' }, 'CUSTOMER_UNKNOWN'],
  ['no customer', { customer: undefined }, 'CUSTOMER_REQUIRED'],
  ['a customer for an action on the partner', { action: 'customers.list', input: {} }, 'CUSTOMER_NOT_ALLOWED'],
  ['a wrong type', { input: { ...joiner, displayName: 7 } }, 'INPUT_INVALID'],
  ['an unknown property', { input: { ...joiner, isAdmin: true } }, 'INPUT_INVALID'],
])('%s is refused and nothing is recorded', async (_, change, code) => {
  const { requests } = await world().steward;
  const before = await requests.list(operator, {}, { top: 1 });
  const { customer, ...rest } = { ...order, ...change };
  const given = { ...rest, ...(customer === undefined ? {} : { customer }) };
  await expect(requests.submit(operator, given, newKey())).rejects.toMatchObject({ code });
  expect(await requests.list(operator, {}, { top: 1 })).toEqual(before);
});

test('a caller sees customers and requests by its grants alone', async () => {
  const { requests } = await world().steward;
  const flow = { ...operator, id: 'local-flow' };
  await expect(requests.submit(flow, { ...order, customer: 'fabrikam' })).rejects.toMatchObject({
    code: 'CUSTOMER_UNKNOWN',
  });
  const update = { ...order, action: 'users.delete', input: { user: upn } };
  await expect(requests.submit(flow, update)).rejects.toMatchObject({ code: 'NOT_GRANTED' });
  const { id } = await requests.submit(operator, { ...order, customer: 'fabrikam', mode: 'plan' });
  await expect(requests.get(flow, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
