import { expect, test } from 'vitest';
import { catalogue } from '../../shared/actions/catalogue';
import { killAtEach } from './kill';
import { scenesForTests } from './scene';

// In a file of its own, so that it runs beside the tests of users.
const scenes = scenesForTests();
const others = catalogue
  .filter(({ name }) => !name.startsWith('users.'))
  .map((action) => [action.name, action] as const);

test.each(others)(
  '%s: killed at any step, nothing is lost, doubled or misplaced',
  async (_, action) => {
    expect(
      await killAtEach(await scenes(action), action.name === 'customers.list' ? 'all' : 'telling'),
    ).toBeGreaterThan(0);
  },
  120_000,
);
