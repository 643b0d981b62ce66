import { lacksHash } from './bulk-plan';
import { stateOf } from './finish';
import { readChunk } from './ledger/chunk-rows';
import { chunkPartition, isOwned, readChunkRow, type ChunkRow } from './ledger/lease';
import { readRequest, type Count, type RequestRows } from './ledger/request-rows';
import {
  finalStates,
  severalCustomers,
  type ItemRecord,
  type ItemState,
  type RequestState,
  type RequestView,
} from './records';
import { notFound } from './refusals';
import { toRecord, toRows } from './rows';
import { planHash } from './run/plan';
import type { Services } from './services';

/** Rows of a request, or NOT_FOUND. */
export async function needRequest(services: Services, id: string): Promise<RequestRows> {
  const { ledger } = await services.ledger();
  const rows = await readRequest(ledger, id);
  if (!rows) throw notFound(id);
  return rows;
}

/** All that is known of a request, read now. */
export async function readView(services: Services, rows: RequestRows): Promise<RequestView> {
  const { record, control, counts } = rows;
  const { ledger } = await services.ledger();
  const unfinished = Array.from({ length: record.chunks }, (_, n) => n).filter((n) => !counts.has(n));
  const single = record.total === 1 ? await readChunk(ledger, record.id, 0) : undefined;
  const [first = 0] = unfinished;
  // Of a bulk only the first unfinished chunk is looked at: it tells whether work has begun.
  const lease = single ? single.lease : await readChunkRow(ledger, chunkPartition(record.id, first));
  const [row] = single ? toRows(single, record) : [];
  const state = currentState(rows, lease, row?.item.state);
  const finishedAt = latest([...counts.values()].map((count) => count.finishedAt));
  const { cancelledAt, heldAt, undoneAt } = control;
  const times = [record.createdAt, finishedAt, row?.item.updatedAt, cancelledAt, heldAt, undoneAt];
  return {
    request: record,
    state,
    updatedAt: latest(times) ?? record.createdAt,
    finishedAt: finalStates.has(state) ? (finishedAt ?? null) : null,
    counts: totals(record.total, counts),
    item: row ? shown(toRecord(row), state) : null,
    planHash: row?.item.plan ? planHash(record.action, [row]) : (rows.control.planHash ?? null),
    customer: record.customerId === severalCustomers ? null : record.customerId,
  };
}

function latest(times: readonly (string | undefined)[]): string | undefined {
  return times
    .filter((time) => time !== undefined && time !== '')
    .sort()
    .at(-1);
}

/** After an undo the effects that were done are shown as undone. */
function shown(record: ItemRecord, state: RequestState): ItemRecord {
  if (state !== 'undone') return record;
  const effects = record.effects.map((effect) =>
    effect.state === 'done' && effect.changed === true ? { ...effect, state: 'undone' as const } : effect,
  );
  return { ...record, effects };
}

/** `lease` is that of the first unfinished chunk; without it all are finished. `item` is the state of a single one. */
function currentState(rows: RequestRows, lease: ChunkRow | undefined, item: ItemState | undefined): RequestState {
  const { record, control, counts } = rows;
  if (lacksHash(rows)) return 'running';
  if (counts.size >= record.chunks) return control.undoneAt === undefined ? stateOf(counts.values()) : 'undone';
  if (lease !== undefined && isOwned(lease, Date.now())) return 'running';
  if (control.heldAt !== undefined && control.cancelledAt === undefined) return 'held';
  if (item === 'waiting') return 'waiting';
  const begun = item === undefined ? counts.size > 0 || (lease?.generation ?? 0) > 0 : item !== 'queued';
  return begun ? 'running' : 'queued';
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
