import type { z } from 'zod';
import { findAction } from '../actions/catalogue';
import type { Config } from '../config';
import { inputSchema } from '../derived/action-document';
import { InputError } from '../errors';
import type { ItemRecord, ItemState } from '../requests/records';
import { json, type HttpAnswer } from './call';
import { prefersCsv, toCsv } from './csv';
import { toCell } from './csv-cells';
import { apiUrl } from './location';
import { page } from './page';
import { oneOf, requestIdOf } from './query';
import { effectDocument } from './request-document';
import type { Asked } from './serve';
import { itemStates } from './states';

const pageSize = 500;

/** The rows of a request: as pages of JSON, or all as CSV. */
export async function listItems({ call, caller, steward, query }: Asked<'state' | 'after'>): Promise<HttpAnswer> {
  const id = requestIdOf(call);
  const state = oneOf('state', query.state, itemStates);
  const after = rowOf(query.after);
  const all = await steward.requests.items(caller, id);
  const rows = all.filter((item) => item.row > after && (state === undefined || item.state === state));
  if (prefersCsv(call.headers.get('accept'))) return csv(rows, (await steward.requests.get(caller, id)).request.action);
  return firstPage(rows, { id, state, config: steward.config });
}

/** A page begins behind a row, so that it stays in place when rows change their state. */
function rowOf(after: string | undefined): number {
  if (after === undefined) return -1;
  if (/^\d{1,5}$/.test(after)) return Number(after);
  throw new InputError('INPUT_INVALID', "The query parameter 'after' is not from a nextLink.");
}

interface Of {
  readonly id: string;
  readonly state: ItemState | undefined;
  readonly config: Pick<Config, 'publicUrl'>;
}

function firstPage(rows: readonly ItemRecord[], { id, state, config }: Of): HttpAnswer {
  const shown = rows.slice(0, pageSize);
  const value = shown.map(({ row, customer, state: is, problem, output, effects, plan }) => {
    const { code = null, detail = null } = problem ?? {};
    const planned = plan === null ? {} : { plan };
    return { row, customer, state: is, code, detail, output, effects: effects.map(effectDocument), ...planned };
  });
  const after = rows.length > shown.length ? String(shown.at(-1)?.row) : undefined;
  return json(200, page(value, apiUrl(config, `/requests/${id}/items`), { state, after }));
}

/** The rows as they were supplied, each with what became of it. */
function csv(rows: readonly ItemRecord[], action: string): HttpAnswer {
  const names = suppliedFields(rows, action);
  const cells = rows.map(({ row, customer, input, state, problem }) => [
    row,
    customer,
    ...names.map((name) => toCell(input[name])),
    state,
    problem?.code ?? null,
    problem?.detail ?? null,
  ]);
  return {
    status: 200,
    headers: { 'content-type': 'text/csv; charset=utf-8' },
    body: toCsv(['row', 'customer', ...names, 'state', 'code', 'detail'], cells),
  };
}

/** Without those that hold nothing but what stands there when they are left out. */
function suppliedFields(rows: readonly ItemRecord[], action: string): string[] {
  const known = findAction(action);
  const { properties = {} } = (known ? inputSchema(known) : {}) as z.core.JSONSchema.JSONSchema;
  const names = [...new Set(rows.flatMap(({ input }) => Object.keys(input)))];
  return names.filter((name) => {
    const property = properties[name];
    const left = JSON.stringify(typeof property === 'object' ? property.default : undefined);
    return rows.some(({ input }) => input[name] !== undefined && JSON.stringify(input[name]) !== left);
  });
}
