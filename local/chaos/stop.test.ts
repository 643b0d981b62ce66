import { expect, test } from 'vitest';
import { catalogue } from '../../shared/actions/catalogue';
import { scenesForTests } from './scene';
import { stopAtEach } from './stop';

const scenes = scenesForTests();
const changing = catalogue.filter(({ kind }) => kind !== 'read').map((action) => [action.name, action] as const);

// Windows cannot stop a process.
test.skipIf(process.platform === 'win32').each(changing)(
  '%s: a worker that stands still while it sends, and is woken when another has finished, adds nothing',
  async (_, action) => {
    expect(await stopAtEach(await scenes(action))).toBeGreaterThan(1);
  },
  120_000,
);
