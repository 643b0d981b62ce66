import fc from 'fast-check';
import { expect, test } from 'vitest';
import { outcomeOf, retryAfterMs } from './outcome';

test.each([
  [301, 'refused'],
  [400, 'refused'],
  [401, 'refused'],
  [404, 'refused'],
  [408, 'unknown'],
  [409, 'refused'],
  [424, 'refused'],
  [429, 'throttled'],
  [500, 'unknown'],
  [501, 'refused'],
  [503, 'unknown'],
  [504, 'unknown'],
])('%i is %s', (status, outcome) => {
  expect(outcomeOf(status)).toBe(outcome);
});

const now = Date.parse('2027-01-01T00:00:00Z');

test.each([
  ['5', 5_000],
  ['0', 0],
  ['2.5', 2_500],
  ['Fri, 01 Jan 2027 00:00:30 GMT', 30_000],
  ['Thu, 31 Dec 2026 23:00:00 GMT', 0],
  ['999999999', 3_600_000],
  ['soon', undefined],
  ['', undefined],
])('Retry-After %j is a wait of %j ms', (text, wait) => {
  expect(retryAfterMs({ 'retry-after': text }, now)).toBe(wait);
});

test('without the header there is no wait', () => {
  expect(retryAfterMs({}, now)).toBeUndefined();
});

test('no header makes a wait that is negative, endless or not a number', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const wait = retryAfterMs({ 'retry-after': text }, now) ?? 0;
      expect(wait >= 0 && wait <= 3_600_000).toBe(true);
    }),
  );
});
