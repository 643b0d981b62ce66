import { expect, test } from 'vitest';
import { parseSchedule } from './schedule';

function occurrences(schedule: string, after: string, count = 3): string[] {
  const { next } = parseSchedule(schedule);
  const found: string[] = [];
  let at = Date.parse(after);
  while (found.length < count) found.push(new Date((at = next(at))).toISOString().replace('.000Z', 'Z'));
  return found;
}

test.each([
  ['*/15 * * * * *', '2026-01-01T00:00:14.999Z', ['2026-01-01T00:00:15Z', '2026-01-01T00:00:30Z']],
  ['0 */5 * * * *', '2026-01-01T00:00:00Z', ['2026-01-01T00:05:00Z', '2026-01-01T00:10:00Z']],
  ['0 0 2 * * *', '2026-12-31T02:00:00Z', ['2027-01-01T02:00:00Z', '2027-01-02T02:00:00Z']],
  ['0 30 9-11 * * 1-5', '2026-01-02T10:30:00Z', ['2026-01-02T11:30:00Z', '2026-01-05T09:30:00Z']],
  ['0 0 0 1,15 jan,Jul *', '2026-01-01T00:00:00Z', ['2026-01-15T00:00:00Z', '2026-07-01T00:00:00Z']],
  ['10/20 59 23 * * sun', '2026-01-01T00:00:00Z', ['2026-01-04T23:59:10Z', '2026-01-04T23:59:30Z']],
  ['0-4/2 0 0 * * *', '2026-01-01T00:00:00Z', ['2026-01-01T00:00:02Z', '2026-01-01T00:00:04Z']],
  ['*/30 * * * *', '2026-01-01T00:00:00Z', ['2026-01-01T00:30:00Z', '2026-01-01T01:00:00Z']],
  ['0 0 0 29 2 *', '2096-03-01T00:00:00Z', ['2104-02-29T00:00:00Z', '2108-02-29T00:00:00Z']],
])('%s after %s', (schedule, after, expected) => {
  expect(occurrences(schedule, after, 2)).toEqual(expected);
});

test('day and day of the week must both fit', () => {
  expect(occurrences('0 0 0 13 * fri', '2026-01-01T00:00:00Z')).toEqual([
    '2026-02-13T00:00:00Z',
    '2026-03-13T00:00:00Z',
    '2026-11-13T00:00:00Z',
  ]);
});

test.each([
  ['* * *', 'six fields'],
  ['00:00:30', 'six fields'],
  ['60 * * * * *', '"60" is no second'],
  ['0 0 0 * * 7', '"7" is no day of the week'],
  ['0 0 0 L * *', '"L" is no day'],
  ['0 0 0 ? * *', '"?" is no day'],
  ['0 5-1 * * * *', '"5-1" is no minute'],
  ['*/0 * * * * *', '"*/0" is no second'],
  ['0 0 0 30 feb *', 'never occurs'],
])('refuses %s: %s', (schedule, reason) => {
  expect(() => parseSchedule(schedule)).toThrow(reason);
});
