import { expect, test } from 'vitest';
import { locationOf, pollHeaders, retryAfterSeconds } from './location';
import { itemOf, publicUrl, viewOf } from './testing';

const start = Date.parse('2027-01-04T08:00:00Z');
const running = viewOf({
  state: 'running',
  item: null,
  finishedAt: null,
  request: { createdAt: '2027-01-04T08:00:00Z' },
  counts: { total: 1, succeeded: 0, failed: 0, pending: 1 },
});
const after = (seconds: number, view = running): number => retryAfterSeconds(view, start + seconds * 1000);

test('polls begin fast and slow down to a minute', () => {
  expect([0, 20, 40, 300, 600, 86_400].map((seconds) => after(seconds))).toEqual([2, 2, 4, 30, 60, 60]);
});

test('a clock that is behind asks for no negative wait', () => {
  expect(after(-100)).toBe(2);
});

test('work that is nearly done is worth looking at soon', () => {
  const counts = { total: 1000, succeeded: 960, failed: 0, pending: 40 };
  expect(after(600, { ...running, counts })).toBe(2);
  expect(after(600, { ...running, counts: { ...counts, pending: 400 } })).toBe(60);
});

test('what waits for a time is not worth looking at before it', () => {
  const item = itemOf({ state: 'waiting', nextAttemptAt: '2027-01-04T08:00:30.500Z' });
  expect(after(0, { ...running, state: 'waiting', item })).toBe(31);
});

test('what a person holds can wait', () => {
  expect(after(0, { ...running, state: 'held' })).toBe(60);
});

test('the address is absolute, and carries the wish to fail', () => {
  expect(locationOf({ publicUrl }, 'x', 'status')).toBe('https://steward.example/api/requests/x');
  expect(locationOf({ publicUrl }, 'x', 'error')).toBe('https://steward.example/api/requests/x?onFailure=error');
});

test('a repeated submit of a finished request is followed at once', () => {
  expect(pollHeaders('l', viewOf(), start + 86_400_000)).toEqual({ location: 'l', 'retry-after': '2' });
});
