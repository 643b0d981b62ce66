import { z } from 'zod';
import type { AnyAction } from '../actions/action';
import { inputSchema } from '../derived/action-document';
import { InputError, type FieldError } from '../errors';
import type { Json, JsonObject } from '../json';
import { pointerBelow, type Place } from '../requests/check-input';
import type { BulkOrder, BulkRow } from '../requests/records';
import { checkBody, invalid } from './body';
import { cellTypeOf, fromCell, type CellType } from './csv-cells';
import { placeIn, readCsv, type CsvFile, type CsvRow } from './csv-file';
import {
  customerField,
  hashOnlyApplies,
  longestCustomer,
  notYet,
  orderOptions,
  otherwise,
  refuseNotYet,
} from './order';
import { toPointer } from './pointer';

const mostRows = 10_000;

const row = z.looseObject({ customer: customerField.exactOptional() });
const jsonBody = z
  .strictObject({
    ...orderOptions,
    inputs: z.array(row).min(1, 'There are no rows').max(mostRows, 'At most 10,000 rows'),
  })
  .refine(hashOnlyApplies, otherwise);
const csvOptions = z.strictObject(orderOptions).refine(hashOnlyApplies, otherwise);

/** Of a CSV file the query says what a body of JSON says beside its rows. */
export const csvParameters = [...(['customer', 'mode', 'plan', 'onFailure'] as const), ...notYet] as const;
export type CsvQuery = Partial<Record<(typeof csvParameters)[number], string>>;

/** `{ "customer"?, "inputs": [ { "customer"?, … }, … ], … }`; an order's own customer is for rows that name none. */
export function fromJson(action: AnyAction, body: Json, query: CsvQuery): BulkOrder {
  const [parameter] = Object.keys(query);
  if (parameter !== undefined) {
    throw new InputError('INPUT_INVALID', `The query parameter '${parameter}' is for CSV; here it stands in the body.`);
  }
  refuseNotYet(body);
  const { inputs, ...options } = checkBody(jsonBody, body);
  const rows = inputs.map((fields, index) => rowOf(action, fields, pointerBelow(`/inputs/${String(index)}`)));
  return { action: action.name, ...options, rows };
}

/** Columns are the fields of the action's input, and `customer`; an empty cell is a field left out. */
export function fromCsv(action: AnyAction, bytes: Uint8Array, query: CsvQuery): BulkOrder {
  refuseNotYet(query);
  const options = checkBody(csvOptions, query);
  const file = readCsv(bytes, mostRows);
  const types = columnTypes(action, file);
  const faults: FieldError[] = [];
  const rows = file.rows.map((given) => rowOf(action, valuesOf(given, types, faults), placeOf(given)));
  for (const { customer, place } of rows) {
    if (customer !== undefined && customer.length > longestCustomer) {
      faults.push({ pointer: place(['customer']), detail: `At most ${String(longestCustomer)} characters` });
    }
  }
  if (faults.length > 0) throw invalid(faults);
  return { action: action.name, ...options, rows };
}

interface Fields extends Readonly<Record<string, unknown>> {
  readonly customer?: string;
}

/** What acts on the partner is of no customer; its own input may name one. */
function rowOf({ target }: AnyAction, fields: Fields, place: Place): BulkRow {
  if (target === 'partner') return { input: fields, place };
  const { customer, ...input } = fields;
  return { ...(customer === undefined ? {} : { customer }), input, place };
}

type Columns = readonly (readonly [name: string, type: CellType])[];

function columnTypes(action: AnyAction, { line, columns }: CsvFile): Columns {
  const { properties = {} } = inputSchema(action) as z.core.JSONSchema.JSONSchema;
  const own = action.target === 'customer' ? { customer: { type: 'string' } as const } : {};
  const known = new Map(Object.entries({ ...properties, ...own }));
  const unknown = columns.filter((name) => !known.has(name));
  const hint = `Unknown column; known are ${[...known.keys()].join(', ')}`;
  if (unknown.length > 0) throw invalid(unknown.map((name) => ({ pointer: placeIn(line, name), detail: hint })));
  return columns.map((name) => [name, cellTypeOf(known.get(name) ?? {})]);
}

function valuesOf({ line, cells }: CsvRow, columns: Columns, faults: FieldError[]): JsonObject {
  const values: Record<string, Json> = {};
  for (const [index, [name, type]] of columns.entries()) {
    const cell = cells[index] ?? '';
    if (cell === '') continue;
    const read = fromCell(type, cell);
    if ('value' in read) values[name] = read.value;
    else faults.push({ pointer: placeIn(line, name), detail: read.fault });
  }
  return values;
}

function placeOf({ line }: CsvRow): Place {
  return (path) => (path.length === 0 ? placeIn(line) : placeIn(line, toPointer(path).slice(1)));
}
