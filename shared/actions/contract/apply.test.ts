import { expect, test } from 'vitest';
import { lanes } from '../../requests/lanes';
import type { ErrorCode } from '../../error-codes';
import type { AnyAction } from '../action';
import { contractWorld, faultFree, prepare, rows, run, stateOf, submit, watch, type View } from './testing';

const world = contractWorld();

test.each(rows())('%s gives what its output schema says', async (_, action) => {
  await prepare(world(), action);
  const { item } = await run(world(), action);
  expect(action.output.parse(item?.output)).toEqual(item?.output);
  expect(item?.effects.map(({ state }) => state)).toEqual(item?.effects.map(() => 'done'));
});

test.each(rows(({ kind }) => kind !== 'read'))('%s asked for twice has its effects once', async (_, action) => {
  await prepare(world(), action);
  const first = await run(world(), action);
  const before = await stateOf(world(), action);
  const { given, changes } = await watch(world(), () => run(world(), action));
  const refusal = refusalOf(action, first);
  expect([given.state, given.item?.problem?.code]).toEqual([refusal ? 'failed' : 'succeeded', refusal]);
  expect(changes).toEqual([]);
  expect(await stateOf(world(), action)).toEqual(before);
});

test.each(rows())('%s: a message delivered twice at once and once more has its effects once', async (_, action) => {
  const expected = await faultFree(world(), action);
  await prepare(world(), action);
  const id = await submit(world(), action);
  const { changes } = await watch(world(), async () => {
    const [message = ''] = await world().takeMessages(lanes.single);
    const processes = [await world().steward, await world().newSteward()];
    await Promise.all(processes.map(({ worker }) => worker.run(message)));
    for (const { worker } of processes) await worker.run(message);
    expect((await world().finish(id)).state).toBe('succeeded');
    for (const { worker } of processes) await worker.run(message);
  });
  expect(changes).toEqual(expected.changes);
});

/** What the second of two that are the same meets; nothing where the first has left it nothing to do. */
function refusalOf({ name }: AnyAction, first: View): ErrorCode | undefined {
  const classes = new Set(first.item?.effects.filter(({ changed }) => changed).map((effect) => effect.class));
  if (classes.has('once')) return 'DUPLICATE_ORDER_SUSPECTED';
  if (classes.has('unique')) return 'ALREADY_EXISTS';
  return name === 'users.delete' ? 'USER_NOT_FOUND' : undefined;
}
