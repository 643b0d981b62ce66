import { expect, test } from 'vitest';
import { catalogue } from '../../shared/actions/catalogue';
import { killAtEach } from './kill';
import { scenesForTests } from './scene';
import { thorough } from './thorough';

const scenes = scenesForTests();
const actions = catalogue.map((action) => [action.name, action] as const);

test.each(thorough())('%s: killed before and after any call to storage, too', async (_, action) => {
  expect(await killAtEach(await scenes(action), 'storage')).toBeGreaterThan(50);
});

/** Longer than it takes to take over, shorter than what is waited for. */
const lagMs = 40_000;

test.each(actions)('%s: killed while replicas lag', async (_, action) => {
  expect(await killAtEach(await scenes(action, lagMs), 'telling')).toBeGreaterThan(0);
});
