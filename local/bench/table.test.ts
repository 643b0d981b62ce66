import { expect, test } from 'vitest';
import { figure, toTable } from './table';

test('a row says whether its goal is met, and how far it is from what is possible', () => {
  const table = toTable([
    { name: 'one', unit: 'ms', median: 20, lowest: 18.25, highest: 41, goal: { is: 'at most', value: 40 }, floor: 10 },
    { name: 'many', unit: '/s', median: 1234, lowest: 1200, highest: 1300, goal: { is: 'at least', value: 2000 } },
    { name: 'calls', unit: '', median: 500, lowest: 500, highest: 500, goal: { is: 'exactly', value: 500 } },
    { name: 'free', unit: 'ms', median: 1, lowest: 1, highest: 1, note: 'made of this' },
  ]);
  const cells = table.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  expect(cells.slice(2, 5).map((row) => row.slice(1, -1))).toEqual([
    ['one', '20 ms', '18 – 41', '≤ 40', 'met', '10', '2.00'],
    ['many', '1,234 /s', '1,200 – 1,300', '≥ 2,000', 'missed', '', ''],
    ['calls', '500', '500 – 500', '= 500', 'met', '', ''],
  ]);
  expect(table.endsWith('\n\n- free: made of this')).toBe(true);
});

test('only small figures have a digit behind the point', () => {
  expect([0, 9.87, 12.34, 10_000].map(figure)).toEqual(['0', '9.9', '12', '10,000']);
});
