import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createSubscription } from '../../shared/actions/subscriptions/create';
import { findAction } from '../../shared/actions/catalogue';
import type { Order } from '../../shared/requests/records';
import type { Body } from '../cloud/testing';
import { clockOffset } from '../clock';
import { operator } from '../testing/world';
import { route } from './job';
import { scenesForTests } from './scene';

const scenes = scenesForTests();
const crashes = 300;
const mostPerOrder = 5;
/** Longer than a lease: the sweeper may take up what a dead process left. */
const takeOverMs = 31_000;

/** The same each time, so that a failure can be looked at again. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

test('after 300 crashes while ordering there are as many orders as requests', async () => {
  const action = findAction('subscriptions.create');
  if (!action) throw new Error('There is no such action.');
  const scene = await scenes(action);
  await scene.set();
  const { world, victims } = scene;
  const random = randomNumbers(7);
  const input = { ...createSubscription.example, allowDuplicate: true };
  const order: Order = { action: action.name, customer: 'contoso', input, mode: 'apply', onFailure: 'status' };
  const body = Buffer.from(JSON.stringify(order));
  const ids: string[] = [];
  let killed = 0;

  while (killed < crashes) {
    const secondCheckout = random(2) === 0 ? 'replay' : 'refuse';
    const lags = { orderLag: 'PT15M', subscriptionLag: 'PT15M', provisioning: 'PT5M' };
    await world.cloud.control('partner-center', { ...lags, secondCheckout });
    const key = randomUUID();
    for (let tries = random(mostPerOrder) + 1; tries > 0; tries -= 1) {
      const job = { caller: operator, order, key, clockOffsetMs: clockOffset(), allStorage: false };
      const { by, said } = await victims.take().run({ ...job, at: random(30) + 1 });
      expect(said).toBe('');
      if (by === 'SIGKILL') killed += 1;
      await world.advance(takeOverMs);
      await (await world.steward).worker.sweep();
      if (by === 0) break;
    }
    const { id } = await (await world.steward).requests.submit(operator, order, { key, route, body });
    ids.push(id);
    const { state, item } = await world.finish(id);
    expect([state, item?.problem], `order ${String(ids.length)}`).toEqual(['succeeded', null]);
  }

  const effects = (await world.cloud.control('effects'))['value'] as Body[];
  const checkouts = effects.filter(({ kind }) => kind === 'cart.checkout').map(({ correlationId }) => correlationId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(checkouts.toSorted()).toEqual(ids.toSorted());
});
