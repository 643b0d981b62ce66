import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { z } from 'zod';
import type { Json } from '../json';
import { toCsv } from './csv';
import { cellTypeOf, fromCell, toCell } from './csv-cells';
import { readCsv } from './csv-file';

type Field = 'text' | 'flag' | 'count' | 'names' | 'nested' | 'clearable';

const fields: Readonly<Record<Field, z.core.JSONSchema.JSONSchema>> = {
  text: { type: 'string' },
  flag: { type: 'boolean' },
  count: { type: 'integer' },
  names: { type: 'array', items: { type: 'string' } },
  nested: { type: 'array', items: { type: 'object' } },
  clearable: { anyOf: [{ type: 'string' }, { type: 'null' }] },
};
const columns = Object.keys(fields) as Field[];

/** Unlike an empty text, which is a field left out, and `null` in a field that it clears. */
const text = fc.string({ unit: 'grapheme', minLength: 1 });
const rowArbitrary = fc.record(
  {
    text,
    flag: fc.boolean(),
    count: fc.integer(),
    names: fc.array(fc.string({ unit: 'grapheme' })),
    nested: fc.array(fc.record({ sku: text, plans: fc.array(text) })),
    clearable: fc.option(text.filter((value) => value !== 'null')),
  },
  { requiredKeys: ['count'] },
);

function readBack(file: string): Record<string, Json>[] {
  const { columns: names, rows } = readCsv(new TextEncoder().encode(file), 1_000);
  return rows.map(({ cells }) =>
    Object.fromEntries(
      names.flatMap((name, index) => {
        const cell = cells[index] ?? '';
        if (cell === '') return [];
        const found = fromCell(cellTypeOf(fields[name as Field]), cell);
        return [[name, 'value' in found ? found.value : found.fault]];
      }),
    ),
  );
}

test('rows that are written as CSV are read back as they were, whatever is in them', () => {
  fc.assert(
    fc.property(fc.array(rowArbitrary, { minLength: 1 }), (rows) => {
      const written = toCsv(
        columns,
        rows.map((row) => columns.map((name) => toCell(row[name]))),
      );
      expect(readBack(written)).toEqual(rows);
    }),
  );
});

test.each([
  ['flag', 'TRUE', true],
  ['flag', ' false ', false],
  ['count', '12', 12],
  ['count', "'-1", -1],
  ['names', 'SPB', ['SPB']],
  ['names', ' SPB; TEAMS ;', ['SPB', 'TEAMS']],
  ['names', '["a;b"]', ['a;b']],
  ['nested', '[{"sku":"SPB"}]', [{ sku: 'SPB' }]],
  ['clearable', 'null', null],
  ['text', 'null', 'null'],
  ['text', "'+41 31", '+41 31'],
  ['text', "'quoted'", "'quoted'"],
] as const)('a cell of %s that holds %j is %j', (name, cell, value) => {
  expect(fromCell(cellTypeOf(fields[name]), cell)).toEqual({ value });
});

test.each([
  ['flag', 'yes', 'Must be true or false'],
  ['count', '1,5', 'Must be a number'],
  ['count', '0x10', 'Must be a number'],
  ['nested', '[{', 'Must be JSON: Unexpected end (line 1, column 3).'],
  ['nested', '[{"a":1,"a":2}]', 'Must be JSON: The property is given twice (line 1, column 12).'],
] as const)('a cell of %s cannot hold %j', (name, cell, fault) => {
  expect(fromCell(cellTypeOf(fields[name]), cell)).toEqual({ fault });
});
