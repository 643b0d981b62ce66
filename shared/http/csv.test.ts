import fc from 'fast-check';
import { expect, test } from 'vitest';
import { prefersCsv, toCsv, unmarked } from './csv';

/** Reads what toCsv wrote. */
function read(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

test('every text is read back, without the mark where a spreadsheet would run it', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.string(), { minLength: 2, maxLength: 2 })), (rows) => {
      const readBack = read(toCsv(['a', 'b'], rows)).map((row) => row.map(unmarked));
      expect(readBack).toEqual([['a', 'b'], ...rows]);
    }),
  );
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])('%j does not begin as a formula', (text) => {
  expect(toCsv(['x'], [[text]])).toMatch(/^x\r\n"?'/);
});

test('numbers stay numbers and null is empty', () => {
  expect(toCsv(['a', 'b'], [[-1, null]])).toBe('a,b\r\n-1,\r\n');
});

test.each([
  [null, false],
  ['*/*', false],
  ['text/csv', true],
  ['text/csv, */*', true],
  ['application/json, text/csv', false],
  ['application/json;q=0.5, text/csv;q=0.9', true],
  ['text/csv;q=0', false],
])('Accept %s prefers CSV: %s', (accept, wanted) => {
  expect(prefersCsv(accept)).toBe(wanted);
});
