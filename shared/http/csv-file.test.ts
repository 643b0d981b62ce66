import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InputError } from '../errors';
import { readCsv } from './csv-file';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const read = (text: string, mostRows = 10) => readCsv(bytesOf(text), mostRows);

function refusal(file: string | Uint8Array, mostRows = 10): InputError {
  try {
    readCsv(typeof file === 'string' ? bytesOf(file) : file, mostRows);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error('Not refused.');
}

test('any bytes are rows or a refusal, never another fault', () => {
  const pieces = fc.constantFrom('a', ',', '"', '\r', '\n', ' ', '\ufeff', ';', '\0', 'é');
  fc.assert(
    fc.property(fc.array(pieces), (parts) => {
      try {
        const file = read(parts.join(''));
        for (const { cells } of file.rows) expect(cells).toHaveLength(file.columns.length);
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
      }
    }),
  );
});

test.each([
  ['LF', 'a,b\n1,2\n'],
  ['CRLF and none at the end', 'a,b\r\n1,2'],
  ['a byte-order mark', '\ufeffa,b\r\n1,2\r\n'],
  ['a byte-order mark before a quote', '\ufeff"a","b"\n"1","2"\n'],
  ['empty lines and rows', '\n,,\na,b\n\n1,2\n , \n\n'],
  ['spaces around names', ' a , b \n1,2\n'],
])('a file with %s is read', (_name, file) => {
  const { columns: names, rows } = read(file);
  expect([names, rows.map(({ cells }) => cells)]).toEqual([['a', 'b'], [['1', '2']]]);
});

test('a line is where an editor shows the row to begin', () => {
  const { rows } = read('\ufeffa,b\r\n"1\r\n1",2\r\n\r\n3,"4\n4"\n5,6\r7,8');
  expect(rows.map(({ line, cells }) => [line, cells[1]])).toEqual([
    [2, '2'],
    [5, '4\n4'],
    [7, '6'],
    [8, '8'],
  ]);
});

test.each([
  ['an empty file', '', ''],
  ['nothing but line ends', '\r\n\r\n', ''],
  ['a quote that is not closed', 'a,b\n1,2\n"3\n",4\n5,"6\n7,8\n', 'line 5, column b'],
  ['text after a quote', 'a,b\n1,"2"3\n', 'line 2, column b'],
  ['a quote within a cell', 'a,b\n1,2"3"\n', 'line 2, column b'],
  ['a fault in the names', 'a,"b"c\n1,2\n', 'line 1'],
  ['a row without end', `a,b\n1,"${'x'.repeat(1_100_000)}`, 'line 2, column b'],
])('%s is refused', (_name, file, pointer) => {
  const { code, errors } = refusal(file);
  expect([code, errors?.map((error) => error.pointer)]).toEqual(['BODY_MALFORMED', [pointer]]);
});

test.each([
  ['a column twice', 'a,a\n1,2\n', ['line 1, column a']],
  ['a column without name', 'a,\n1,2\n', ['line 1']],
  ['semicolons', 'a;b\n1;2\n', ['line 1']],
  ['rows with too few and too many cells', 'a,b\n1\n1,2\n1,2,3\n', ['line 2', 'line 4']],
  ['a long cell', `a,b\n1,2\n1,${'x'.repeat(65_536)}\n`, ['line 3, column b']],
  ['names without rows', '\na,b\n', ['line 2']],
  ['too many rows', `a\n${'1\n'.repeat(11)}`, ['line 12']],
  ['too many empty rows', `a\n1\n${'\n'.repeat(20)}1\n`, ['line 1']],
])('%s: each place is named', (_name, file, pointers) => {
  const { code, errors } = refusal(file);
  expect([code, errors?.map(({ pointer }) => pointer)]).toEqual(['INPUT_INVALID', pointers]);
});

test('as many rows as allowed are read, with an empty line at the end', () => {
  expect(read(`a\n${'1\n'.repeat(10)}\n`).rows).toHaveLength(10);
});

test.each([
  ['Latin-1 in a row', Buffer.from('a,b\n1,2\n1,\xe9\n', 'latin1'), 'line 3'],
  ['two encodings', Buffer.concat([bytesOf('a,b\né,2\n'), Buffer.from('1,\xe9', 'latin1')]), 'line 3'],
  ['UTF-16', Buffer.from('\ufeffa,b\n1,2\n', 'utf16le'), 'line 1'],
])('%s is refused where it begins', (_name, file, pointer) => {
  const { code, errors } = refusal(file);
  expect([code, errors?.[0]?.pointer]).toEqual(['BODY_MALFORMED', pointer]);
});
