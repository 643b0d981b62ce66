import { afterEach, expect, test } from 'vitest';
import { clockOffset, installClock, onClockMoved, setClockOffset } from './clock';

const day = 86_400_000;
const realNow = Date.now;

afterEach(() => {
  setClockOffset(0);
});

test('an installed clock is ahead by its offset, in every way of asking for the present', () => {
  installClock();
  setClockOffset(90 * day);
  expect(clockOffset()).toBe(90 * day);
  expect(Date.now() - realNow()).toBeGreaterThanOrEqual(90 * day - 1);
  expect(new Date().getTime() - realNow()).toBeGreaterThanOrEqual(90 * day - 1);
  expect(Date().slice(11, 15)).toBe(String(new Date(Date.now()).getFullYear()));
});

test('dates made from arguments are unchanged', () => {
  installClock();
  setClockOffset(day);
  expect(new Date('2026-01-02T03:04:05Z').toISOString()).toBe('2026-01-02T03:04:05.000Z');
  expect(new Date(2026, 0, 2).getFullYear()).toBe(2026);
  expect(new Date(0).getTime()).toBe(0);
  expect(Date.UTC(1970, 0, 2)).toBe(day);
  expect(Date.parse('1970-01-02T00:00:00Z')).toBe(day);
});

test('dates made before and after installing are instances of Date', () => {
  const before = new Date();
  installClock();
  installClock();
  expect(before instanceof Date).toBe(true);
  expect(new Date() instanceof Date).toBe(true);
  expect(new Date().constructor).toBe(Date);
  expect(structuredClone(new Date()) instanceof Date).toBe(true);
});

test('who follows the clock hears of each move until it stops following', () => {
  let moves = 0;
  const stop = onClockMoved(() => (moves += 1));
  setClockOffset(day);
  setClockOffset(day);
  expect(moves).toBe(1);
  stop();
  setClockOffset(2 * day);
  expect(moves).toBe(1);
});
