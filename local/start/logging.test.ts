import { afterEach, expect, test } from 'vitest';
import { takeOverConsole } from './logging';

const { log, info, debug, warn, error } = console;
afterEach(() => {
  Object.assign(console, { log, info, debug, warn, error });
});

test('what app and runtime log goes to one place, line by line', () => {
  const written: string[] = [];
  const { logger } = takeOverConsole((text) => written.push(text));
  console.log('one %d', 1);
  console.error(new Error('two').message);
  logger('debug', 'host', 'too small');
  logger('warning', 'host', 'three');
  expect(written).toEqual(['one 1\n', 'two\n', expect.stringMatching(/^\S+ warning \[host\] three\n$/)]);
});

test('lines kept back are shown on request only, and what comes after is let through', () => {
  const written: string[] = [];
  const logging = takeOverConsole((text) => written.push(text));
  logging.hold();
  console.log('kept');
  expect(written).toEqual([]);
  logging.release(true);
  expect(written).toEqual(['kept\n']);
  logging.hold();
  console.log('dropped');
  logging.release(false);
  console.log('after');
  expect(written).toEqual(['kept\n', 'after\n']);
});
