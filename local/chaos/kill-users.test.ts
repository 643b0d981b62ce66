import { expect, test } from 'vitest';
import { catalogue } from '../../shared/actions/catalogue';
import { killAtEach } from './kill';
import { scenesForTests } from './scene';

const scenes = scenesForTests();
const ofUsers = catalogue
  .filter(({ name }) => name.startsWith('users.'))
  .map((action) => [action.name, action] as const);

test.each(ofUsers)(
  '%s: killed at any step, nothing is lost, doubled or misplaced',
  async (_, action) => {
    expect(await killAtEach(await scenes(action), action.name === 'users.create' ? 'all' : 'telling')).toBeGreaterThan(
      0,
    );
  },
  120_000,
);
