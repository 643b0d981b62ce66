import { StewardError } from '../../errors';
import type { Json } from '../../json';

/** Limits of a table row: https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model */
const largestText = 32_000;
const sliceBytes = 60_000;
/** Leaves room for the other columns of a row of at most 1 MiB. */
export const largestInputBytes = 720_000;

export type Columns = Record<string, string | number | boolean | Uint8Array>;

/** JSON in one text column; refused before it could spoil a transaction. */
export function toText(value: Json, what: string): string {
  const text = JSON.stringify(value);
  if (text.length > largestText) throw new StewardError('INTERNAL', `${what} is larger than a ledger column holds.`);
  return text;
}

export function fromText<T>(value: unknown): T | undefined {
  return typeof value === 'string' && value !== '' ? (JSON.parse(value) as T) : undefined;
}

/** Cuts bytes into binary columns `{name}0`, `{name}1`, … */
export function toSlices(name: string, bytes: Uint8Array): Columns {
  const columns: Columns = {};
  for (let at = 0, n = 0; at < bytes.length; at += sliceBytes, n += 1) {
    columns[`${name}${String(n)}`] = bytes.subarray(at, at + sliceBytes);
  }
  return columns;
}

export function fromSlices(name: string, row: Readonly<Record<string, unknown>>): Buffer {
  const parts: Uint8Array[] = [];
  for (let n = 0; ; n += 1) {
    const part = row[`${name}${String(n)}`];
    if (!(part instanceof Uint8Array)) return Buffer.concat(parts);
    parts.push(part);
  }
}
