import { expect, test } from 'vitest';
import { percentile, summarize } from './statistics';

test('the middle of an odd number is one of them, of an even number it lies between two', () => {
  expect(summarize([3, 1, 2])).toEqual({ median: 2, lowest: 1, highest: 3 });
  expect(summarize([10, 4, 1, 2])).toEqual({ median: 3, lowest: 1, highest: 10 });
});

test('a percentile lies where so many are below it', () => {
  const samples = Array.from({ length: 101 }, (_, n) => n);
  expect([0, 50, 99, 100].map((percent) => percentile(samples, percent))).toEqual([0, 50, 99, 100]);
});

test('nothing has no middle', () => {
  expect(() => percentile([], 50)).toThrow('no samples');
});
