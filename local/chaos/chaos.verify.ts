import { expect, test } from 'vitest';
import { catalogue } from '../../shared/actions/catalogue';
import { killAtEach } from './kill';
import { scenesForTests } from './scene';
import { stopAtEach } from './stop';

const scenes = scenesForTests();
const actions = catalogue.map((action) => [action.name, action] as const);

test.each(actions)('%s: killed before and after any call to storage, too', async (_, action) => {
  expect(await killAtEach(await scenes(action), true)).toBeGreaterThan(50);
});

test.skipIf(process.platform === 'win32').each(actions)('%s: stopped anywhere and woken later', async (_, action) => {
  expect(await stopAtEach(await scenes(action), true)).toBeGreaterThan(50);
});
