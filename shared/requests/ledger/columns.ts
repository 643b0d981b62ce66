import { StewardError } from '../../errors';
import type { Json } from '../../json';

/** Limits of a table row: https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model */
const largestText = 32_000;
const sliceBytes = 60_000;
/** Two such values fit a row. */
const largestValueBytes = 420_000;
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

/** JSON of any size up to what a row holds, in numbered binary columns and one that counts them. */
export function toLongColumns(name: string, value: Json, what: string): Columns {
  const bytes = Buffer.from(JSON.stringify(value));
  if (bytes.length > largestValueBytes)
    throw new StewardError('INTERNAL', `${what} is larger than a ledger row holds.`);
  return { ...toSlices(name, bytes), [`${name}Parts`]: Math.ceil(bytes.length / sliceBytes) };
}

export function fromLongColumns<T>(name: string, row: Readonly<Record<string, unknown>>): T | undefined {
  const count = row[`${name}Parts`];
  if (typeof count !== 'number') return undefined;
  // A longer value may have stood here before: only the counted columns belong to this one.
  const parts = Array.from({ length: count }, (_, n) => row[`${name}${String(n)}`]);
  return JSON.parse(Buffer.concat(parts.filter((part) => part instanceof Uint8Array)).toString('utf8')) as T;
}
