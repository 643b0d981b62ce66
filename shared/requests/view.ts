import { stateOf } from './finish';
import { readItems } from './ledger/chunk-rows';
import { toItemRecord, type Item } from './ledger/item-row';
import { isOwned, type ChunkRow } from './ledger/lease';
import { readRequest, type Count, type RequestRows } from './ledger/request-rows';
import { finalStates, type ItemRecord, type RequestState, type RequestView } from './records';
import { notFound } from './refusals';
import { planHash } from './run/plan';
import type { Services } from './services';

/** Rows of a request, or NOT_FOUND. */
export async function needRequest(services: Services, id: string): Promise<RequestRows> {
  const { ledger } = await services.ledger();
  const rows = await readRequest(ledger, id);
  if (!rows) throw notFound(id);
  return rows;
}

/** All item rows of a request. */
export async function itemsOf(services: Services, { record }: Pick<RequestRows, 'record'>): Promise<readonly Item[]> {
  const { ledger } = await services.ledger();
  const chunks = await Promise.all(
    Array.from({ length: record.chunks }, (_, chunk) => readItems(ledger, record.id, chunk)),
  );
  return chunks.flatMap(({ items }) => items);
}

interface Looked {
  readonly row: ChunkRow | undefined;
  readonly items: readonly Item[];
}

/** All that is known of a request, read now. */
export async function readView(services: Services, rows: RequestRows): Promise<RequestView> {
  const { record, control, counts } = rows;
  const { ledger } = await services.ledger();
  const single = record.total === 1;
  const unfinished = Array.from({ length: record.chunks }, (_, n) => n).filter((n) => !counts.has(n));
  // Of a bulk only the first unfinished chunk is looked at: it tells whether work has begun.
  const looked = await Promise.all((single ? [0] : unfinished.slice(0, 1)).map((n) => readItems(ledger, record.id, n)));
  const state = currentState(rows, unfinished.length > 0, looked[0]);
  const [item] = single ? (looked[0]?.items ?? []) : [];
  const finishedAt = latest([...counts.values()].map((count) => count.finishedAt));
  const { cancelledAt, heldAt, undoneAt } = control;
  return {
    request: record,
    state,
    updatedAt:
      latest([record.createdAt, finishedAt, item?.updatedAt, cancelledAt, heldAt, undoneAt]) ?? record.createdAt,
    finishedAt: finalStates.has(state) ? (finishedAt ?? null) : null,
    counts: totals(record.total, counts),
    item: item ? shown(item, state) : null,
    planHash: item?.plan ? planHash(record, [item.plan]) : null,
    customer: record.customerId,
  };
}

function latest(times: readonly (string | undefined)[]): string | undefined {
  return times
    .filter((time) => time !== undefined && time !== '')
    .sort()
    .at(-1);
}

/** After an undo the effects that were done are shown as undone. */
function shown(item: Item, state: RequestState): ItemRecord {
  const record = toItemRecord(item);
  if (state !== 'undone') return record;
  const effects = record.effects.map((effect) =>
    effect.state === 'done' && effect.changed === true ? { ...effect, state: 'undone' as const } : effect,
  );
  return { ...record, effects };
}

function currentState(
  { record, control, counts }: RequestRows,
  unfinished: boolean,
  looked: Looked | undefined,
): RequestState {
  if (!unfinished) return control.undoneAt === undefined ? stateOf(counts.values()) : 'undone';
  const owned = looked?.row !== undefined && isOwned(looked.row, Date.now());
  if (owned) return 'running';
  if (control.heldAt !== undefined && control.cancelledAt === undefined) return 'held';
  if (record.total > 1) return counts.size > 0 || (looked?.items.length ?? 0) > 0 ? 'running' : 'queued';
  const state = looked?.items[0]?.state;
  return state === 'waiting' ? 'waiting' : state === undefined || state === 'queued' ? 'queued' : 'running';
}

function totals(total: number, counts: ReadonlyMap<number, Count>): RequestView['counts'] {
  let succeeded = 0;
  let finished = 0;
  for (const { states } of counts.values()) {
    succeeded += (states.succeeded ?? 0) + (states.planned ?? 0);
    finished += Object.values(states).reduce((sum, count) => sum + count, 0);
  }
  return { total, succeeded, failed: finished - succeeded, pending: total - finished };
}
