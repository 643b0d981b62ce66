import { expect, test } from 'vitest';
import { contractWorld, prepare, rows, run, stateOf, watch } from './testing';

const world = contractWorld();
const otherHash = `sha-256:${'0'.repeat(64)}`;

test.each(rows())('%s: a plan changes nothing, is the same twice and can be applied', async (_, action) => {
  await prepare(world(), action);
  const before = await stateOf(world(), action);
  const planning = await watch(world(), async () => {
    const first = await run(world(), action, { mode: 'plan' });
    world().restart();
    return [first, await run(world(), action, { mode: 'plan' })] as const;
  });
  const [first, second] = planning.given;
  expect([first.state, first.item?.problem]).toEqual(['planned', null]);
  expect(planning.changes).toEqual([]);
  expect(await stateOf(world(), action)).toEqual(before);
  expect(first.planHash).toMatch(/^sha-256:[\da-f]{64}$/);
  expect([second.planHash, second.item?.plan]).toEqual([first.planHash, first.item?.plan]);

  const plan = first.planHash ?? '';
  const { given } = await watch(world(), () => run(world(), action, { plan }));
  expect([given.state, given.item?.problem]).toEqual(['succeeded', null]);
  const keys = (steps: readonly { readonly key: string }[] = []) => steps.map(({ key }) => key);
  expect(keys(given.item?.effects)).toEqual(keys(first.item?.plan ?? []));
});

test.each(rows())('%s: another plan than the one approved is not applied', async (_, action) => {
  await prepare(world(), action);
  const before = await stateOf(world(), action);
  const { given, changes } = await watch(world(), () => run(world(), action, { plan: otherHash }));
  expect([given.state, given.item?.problem?.code]).toEqual(['failed', 'PLAN_CHANGED']);
  expect(given.item?.effects).toEqual([]);
  expect(changes).toEqual([]);
  expect(await stateOf(world(), action)).toEqual(before);
});
