import { expect, test } from 'vitest';
import { catalogue } from '../../shared/actions/catalogue';
import { scenesForTests } from './scene';
import { stopAtEach } from './stop';

const scenes = scenesForTests();
const actions = catalogue.map((action) => [action.name, action] as const);

// Windows cannot stop a process.
test.skipIf(process.platform === 'win32').each(actions)(
  '%s: stopped anywhere, and woken too late',
  async (_, action) => {
    expect(await stopAtEach(await scenes(action), true)).toBeGreaterThan(50);
  },
);
