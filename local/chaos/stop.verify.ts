import { expect, test } from 'vitest';
import { scenesForTests } from './scene';
import { stopAtEach } from './stop';
import { thorough } from './thorough';

const scenes = scenesForTests();

// Windows cannot stop a process.
test.skipIf(process.platform === 'win32').each(thorough())(
  '%s: stopped anywhere, and woken too late',
  async (_, action) => {
    expect(await stopAtEach(await scenes(action), true)).toBeGreaterThan(50);
  },
);
