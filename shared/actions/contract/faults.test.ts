import { expect, test } from 'vitest';
import { tableProxy } from '../../../local/testing/storage-proxy';
import { lanes } from '../../requests/lanes';
import type { AnyAction } from '../action';
import { actionNamed, changesTenant, contractWorld, faultFree, isWrite, prepare, rows, run } from './testing';
import { startAfresh, submit, tenantCalls, watch, withoutOrphans, type Call } from './testing';

const world = contractWorld();

const answer = (status: number, headers: Readonly<Record<string, string>> = {}) => ({ status, headers });
const retryAfterSeconds = 40;
const throttled = answer(429, { 'Retry-After': String(retryAfterSeconds) });

const lagging = { replicaLagMs: 20_000, exchangeLagMs: 20_000 };

/** What can befall a call without anybody having refused it. */
const faults = {
  'is cut off before the change': { drop: 'before' },
  'is cut off after the change': { drop: 'after' },
  'changes and answers 429': { applyThen: answer(429) },
  'changes and answers 429 with Retry-After': { applyThen: throttled },
  'changes and answers 500': { applyThen: answer(500) },
  'changes and answers 503': { applyThen: answer(503) },
  'is throttled': answer(429),
  'is throttled with Retry-After': throttled,
  'finds the service away': answer(503),
};

const cases = Object.entries(faults).flatMap(([name, then]) =>
  rows(changesTenant).map(([action, literal]) => [action, name, then, literal] as const),
);

test.each(cases)('%s: each write that %s is done once', async (_, _name, then, action) => {
  const { changes, writes } = await faultFree(world(), action);
  expect(writes).not.toEqual([]);
  for (const index of writes.keys()) {
    if (index > 0) await startAfresh(world());
    await prepare(world(), action);
    await befall(writes, index, then);
    const calls = await expectSucceeded(action, changes);
    const hit = calls.filter(isWrite)[index];
    expect(hit?.status).toBe(statusOf(then));
    if (then === throttled || ('applyThen' in then && then.applyThen === throttled)) expectPause(calls, hit);
  }
});

test.each(rows(changesTenant))('%s: with lagging replicas each write cut off is done once', async (_, action) => {
  const { changes, writes } = await faultFree(world(), action);
  for (const index of writes.keys()) {
    if (index > 0) await startAfresh(world());
    await prepare(world(), action);
    await world().cloud.control('seed', lagging);
    await befall(writes, index, { drop: 'after' });
    await expectSucceeded(action, changes);
  }
});

test.each(rows(changesTenant))('%s: reads that fail at first are done again', async (_, action) => {
  const { changes } = await faultFree(world(), action);
  await prepare(world(), action);
  for (const then of [{ drop: 'after' }, answer(503), throttled, answer(401)]) {
    await fault({ service: 'graph', method: 'GET', then });
    await fault({ service: 'exchange', cmdlet: 'Get-Mailbox', then });
    await fault({ service: 'partnerCenter', method: 'GET', then });
  }
  await expectSucceeded(action, changes);
});

test.each(rows(changesTenant))('%s: a token endpoint that fails at first is asked again', async (_, action) => {
  const { changes } = await faultFree(world(), action);
  await prepare(world(), action);
  world().restart();
  for (const then of [{ drop: 'before' }, { drop: 'after' }, answer(503)]) {
    await fault({ service: 'entra', method: 'POST', then });
  }
  await expectSucceeded(action, changes);
});

test.each(rows(changesTenant))('%s: replicas that lag make nothing happen twice', async (_, action) => {
  const { changes } = await faultFree(world(), action);
  await prepare(world(), action);
  await world().cloud.control('seed', lagging);
  await expectSucceeded(action, changes);
});

test.each(['dropBefore', 'dropAfter'] as const)('customers.link, its record %s, is recorded once', async (fate) => {
  const link = actionNamed('customers.link');
  await prepare(world(), link);
  const id = await submit(world(), link);
  let cut = 0;
  const storage = await tableProxy(world().storage, ({ path, body }) => {
    const isRecord = path.includes('$batch') && body.includes('"RowKey":"tenant:55555555');
    return isRecord && (cut += 1) === 1 ? fate : 'pass';
  });
  const { worker, customers } = await world().newSteward(storage);
  for (const message of await world().takeMessages(lanes.single)) await worker.run(message);
  expect(cut).toBe(1);
  const { state, item } = await world().finish(id);
  expect([state, item?.problem]).toEqual(['succeeded', null]);
  expect((await customers.list()).filter(({ customerId }) => customerId === 'northwind')).toEqual([item?.output]);
});

async function fault(body: object): Promise<void> {
  await world().cloud.control('faults', { times: 1, ...body });
}

/** Sets a fault for one of the writes. Ids made in a run are not known before it: earlier writes of the kind pass unharmed. */
async function befall(writes: readonly Call[], index: number, then: object): Promise<void> {
  const { service, method, path, cmdlet } = writes[index] ?? { service: '', method: '', path: '' };
  const kind = { service, method, path: `/${path.split('/')[1] ?? ''}`, ...(cmdlet === undefined ? {} : { cmdlet }) };
  const earlier = writes
    .slice(0, index)
    .filter((write) => write.method === method && write.path.startsWith(kind.path) && write.cmdlet === cmdlet);
  if (earlier.length > 0) await fault({ ...kind, times: earlier.length, then: { delayMs: 0 } });
  await fault({ ...kind, then });
}

/** The example ends as if nothing had happened. Returns the calls it took. */
async function expectSucceeded(action: AnyAction, expected: readonly string[]): Promise<readonly Call[]> {
  const before = await tenantCalls(world());
  const { given, changes } = await watch(world(), () => run(world(), action));
  expect([given.state, given.item?.problem, given.item?.warnings]).toEqual(['succeeded', null, []]);
  expect(withoutOrphans(changes)).toEqual(expected);
  // Known as its own: what counts as done by others would not be undone.
  const { preparing } = await faultFree(world(), action);
  const others = given.item?.effects.filter(({ key }) => !preparing.includes(key));
  expect(others?.filter(({ state, changed }) => state !== 'done' || changed !== true)).toEqual([]);
  return (await tenantCalls(world())).slice(before.length);
}

function statusOf(then: (typeof faults)[keyof typeof faults]): number | null {
  if ('drop' in then) return null;
  return 'applyThen' in then ? then.applyThen.status : then.status;
}

/** Nothing went to the service between the answer and the time it named. */
function expectPause(calls: readonly Call[], throttledCall: Call | undefined): void {
  const [asked = NaN, next = Infinity] = calls
    .slice(throttledCall === undefined ? calls.length : calls.indexOf(throttledCall))
    .map(({ at }) => Date.parse(at));
  expect(next - asked).toBeGreaterThanOrEqual(retryAfterSeconds * 1_000);
}
