import { isUtf8 } from 'node:buffer';
import { CsvError, parse, type Info } from 'csv-parse/sync';
import type { FieldError } from '../errors';
import { invalid, malformed, refuseEmpty } from './body';

export interface CsvRow {
  /** Where it begins. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** A file of rows below a row of names; every row has a cell for each name. */
export interface CsvFile {
  /** Where the names stand. */
  readonly line: number;
  readonly columns: readonly string[];
  readonly rows: readonly CsvRow[];
}

const mostInCell = 32_768;
const mostInRow = 1024 * 1024;

/** As it is shown in errors. */
export function placeIn(line: number, column?: string): string {
  return column === undefined ? `line ${String(line)}` : `line ${String(line)}, column ${column.slice(0, 100)}`;
}

/** Reads RFC 4180, in UTF-8 with or without a byte-order mark; empty rows do not count. Faults name line and column. */
export function readCsv(bytes: Uint8Array, mostRows: number): CsvFile {
  checkEncoding(bytes);
  // Twice as many, for empty ones between: what a file of nothing but line ends costs is bounded.
  const records = parseRecords(bytes, 2 * mostRows);
  const [head, ...rows] = records.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  if (!head) refuseEmpty();
  const columns = head.cells.map((name) => name.trim());
  const faults = [...columnFaults(columns, head.line), ...rows.flatMap((row) => rowFaults(row, columns))];
  if (faults.length > 0) throw invalid(faults);
  if (rows.length === 0) throw invalid([{ pointer: placeIn(head.line), detail: 'There are no rows below the names' }]);
  if (rows.length <= mostRows && records.length < 2 * mostRows) return { line: head.line, columns, rows };
  const place = placeIn((rows[mostRows] ?? head).line);
  throw invalid([{ pointer: place, detail: `There are more than ${mostRows.toLocaleString('en')} rows` }]);
}

function checkEncoding(bytes: Uint8Array): void {
  if (isUtf8(bytes)) return;
  let line = 1;
  for (let at = 0, end = 0; end !== -1; at = end + 1, line += 1) {
    end = bytes.indexOf(10, at);
    if (!isUtf8(bytes.subarray(at, end === -1 ? bytes.length : end))) break;
  }
  const pointer = placeIn(line);
  throw malformed(`The file is not UTF-8 (${pointer}).`, {
    pointer,
    detail: 'Not UTF-8: save the file in that encoding',
  });
}

const options = {
  bom: true,
  info: true,
  relax_column_count: true,
  max_record_size: mostInRow,
  record_delimiter: ['\r\n', '\n', '\r'],
};

interface Parsed {
  readonly record: string[];
  readonly info: Info;
}

function read(bytes: Uint8Array, most: number): readonly Parsed[] {
  // What `info` adds is not in the parser's types.
  return parse(bytes, { ...options, to: most }) as unknown as Parsed[];
}

function parseRecords(bytes: Uint8Array, most: number): CsvRow[] {
  try {
    const lines = lineCounter(bytes);
    return read(bytes, most).map(({ record, info }) => {
      const row = { line: lines.now(), cells: record };
      lines.moveTo(info.bytes);
      return row;
    });
  } catch (error) {
    if (error instanceof CsvError) throw notCsv(error, bytes);
    throw error;
  }
}

/** Counts lines as an editor does. The parser's own count takes CRLF within quotes for two. */
function lineCounter(bytes: Uint8Array) {
  let line = 1;
  let at = 0;
  return {
    now: () => line,
    moveTo(end: number) {
      for (; at < end; at += 1) if (bytes[at] === 10 || (bytes[at] === 13 && bytes[at + 1] !== 10)) line += 1;
    },
  };
}

const inQuotes = 'a cell with quotes stands in quotes itself, and those within are doubled';
const reasons: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'A quote is not closed',
  CSV_INVALID_CLOSING_QUOTE: `Text after a closing quote: ${inQuotes}`,
  INVALID_OPENING_QUOTE: `A quote in the middle of a cell: ${inQuotes}`,
  CSV_MAX_RECORD_SIZE: 'The row is longer than 1 MiB; perhaps a quote is not closed',
};

/** The rows before the fault are read again: they say on which line the next one begins. */
function notCsv({ code, records, column }: CsvError, bytes: Uint8Array): Error {
  const before = Number(records) === 0 ? [] : read(bytes, Number(records));
  const lines = lineCounter(bytes);
  lines.moveTo(before.at(-1)?.info.bytes ?? 0);
  const pointer = placeIn(lines.now(), before[0]?.record[Number(column)]?.trim());
  const detail = reasons[code] ?? 'This is not CSV';
  return malformed(`${pointer}: ${detail}.`, { pointer, detail });
}

function columnFaults(columns: readonly string[], line: number): FieldError[] {
  const [only = ''] = columns;
  if (columns.length === 1 && /[;\t]/.test(only))
    return [{ pointer: placeIn(line), detail: 'Separate cells by commas' }];
  return columns.flatMap((name, index) => {
    if (name === '') return [{ pointer: placeIn(line), detail: `Column ${String(index + 1)} has no name` }];
    if (columns.indexOf(name) === index) return [];
    return [{ pointer: placeIn(line, name), detail: 'The column is there twice' }];
  });
}

function rowFaults({ line, cells }: CsvRow, columns: readonly string[]): FieldError[] {
  if (cells.length !== columns.length) {
    const detail = `There are ${String(columns.length)} columns, but ${String(cells.length)} cells`;
    return [{ pointer: placeIn(line), detail }];
  }
  return cells.flatMap((cell, index) => {
    if (cell.length <= mostInCell) return [];
    const detail = `The cell is longer than ${mostInCell.toLocaleString('en')} characters`;
    return [{ pointer: placeIn(line, columns[index]), detail }];
  });
}
