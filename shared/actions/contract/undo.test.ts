import { expect, test } from 'vitest';
import { operator } from '../../../local/testing/world';
import { contractWorld, prepare, rows, run, stateOf, watch } from './testing';

const world = contractWorld();

test.each(rows(({ undo }) => undo !== null))('%s, undone, leaves the tenant as it was', async (_, action) => {
  await prepare(world(), action);
  const before = await stateOf(world(), action);
  const { request } = await run(world(), action);
  expect(await stateOf(world(), action)).not.toEqual(before);

  const { requests } = await world().steward;
  const undoing = await world().finish(await requests.undo(operator, request.id, { force: false }));
  expect([undoing.state, undoing.item?.problem, undoing.item?.warnings]).toEqual(['succeeded', null, []]);
  expect(await stateOf(world(), action)).toEqual(before);
  const undone = await world().view(request.id);
  expect(undone.state).toBe('undone');
  // What only prepared a change has nothing to undo.
  const changed = undone.item?.effects.filter((effect) => effect.changed === true);
  expect(changed?.map(({ state }) => state)).toEqual(changed?.map(() => 'undone'));
  const again = requests.undo(operator, request.id, { force: false });
  await expect(again).rejects.toMatchObject({ code: 'STATE_CONFLICT' });
});

test.each(rows(({ undo }) => undo === null))('%s cannot be undone, and says so', async (_, action) => {
  await prepare(world(), action);
  const { request } = await run(world(), action);
  const { requests } = await world().steward;
  const { changes } = await watch(world(), () =>
    expect(requests.undo(operator, request.id, { force: false })).rejects.toMatchObject({ code: 'STATE_CONFLICT' }),
  );
  expect(changes).toEqual([]);
  expect((await world().view(request.id)).state).toBe('succeeded');
});
