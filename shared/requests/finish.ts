import { lacksHash, recordHash } from './bulk-plan';
import type { Item } from './ledger/item-row';
import { removeOpen, writeIndex } from './ledger/lists';
import { readRequest, writeControl, type Count } from './ledger/request-rows';
import type { ItemState, RequestRecord, RequestState } from './records';
import type { Services } from './services';

/** How the items of a chunk ended. */
export function countOf(items: readonly Pick<Item, 'state' | 'updatedAt'>[]): Count {
  const states: Partial<Record<ItemState, number>> = {};
  let finishedAt = '';
  for (const { state, updatedAt } of items) {
    states[state] = (states[state] ?? 0) + 1;
    if (updatedAt > finishedAt) finishedAt = updatedAt;
  }
  return { states, finishedAt };
}

/** The state of a request whose chunks have all been counted. */
export function stateOf(counts: Iterable<Count>): RequestState {
  const states = new Set<ItemState>();
  for (const count of counts) for (const state of Object.keys(count.states)) states.add(state as ItemState);
  if (states.has('needsAttention')) return 'needsAttention';
  const [only, ...others] = states;
  return only !== undefined && others.length === 0 ? only : 'partiallySucceeded';
}

/** Brings the lists up to date once all chunks are counted, and marks what this request has undone. Repeating it is harmless. */
export async function finishRequest(services: Services, record: RequestRecord, items?: readonly Item[]): Promise<void> {
  const { ledger, index, open } = await services.ledger();
  let state: RequestState;
  if (items && record.total === 1) state = stateOf([countOf(items)]);
  else {
    const rows = await readRequest(ledger, record.id);
    if (!rows || rows.counts.size < record.chunks) return;
    state = stateOf(rows.counts.values());
    if (lacksHash(rows)) await recordHash(services, record);
  }
  if (record.undoes !== null && state === 'succeeded') await markUndone(services, record.undoes, record.id);
  await writeIndex(index, record, state);
  await removeOpen(open, record.id);
}

async function markUndone(services: Services, undone: string, by: string): Promise<void> {
  const { ledger, index } = await services.ledger();
  await writeControl(ledger, undone, { undoneAt: new Date().toISOString(), undoneBy: by });
  const rows = await readRequest(ledger, undone);
  if (rows) await writeIndex(index, rows.record, 'undone');
}
