import { expect, test } from 'vitest';
import { lanes } from '../../requests/lanes';
import { contractWorld, faultFree, prepare, rows, run, stateOf, submit, watch } from './testing';

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
  const isUnique = first.item?.effects.some((effect) => effect.class === 'unique') ?? false;
  const refusal = isUnique ? 'ALREADY_EXISTS' : action.kind === 'delete' ? 'USER_NOT_FOUND' : undefined;
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
