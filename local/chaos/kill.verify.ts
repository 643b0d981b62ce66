import { expect, test } from 'vitest';
import { catalogue } from '../../shared/actions/catalogue';
import { killAtEach } from './kill';
import { scenesForTests } from './scene';

const scenes = scenesForTests();
const actions = catalogue.map((action) => [action.name, action] as const);

test.each(actions)('%s: killed before and after any call to storage, too', async (_, action) => {
  expect(await killAtEach(await scenes(action), 'storage')).toBeGreaterThan(50);
});
