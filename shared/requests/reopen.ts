import type { Columns } from './ledger/columns';
import { itemColumns, itemRowKey, type Item } from './ledger/item-row';
import { chunkPartition, claim, release } from './ledger/lease';
import { readChunk } from './ledger/chunk-rows';
import { deleteCount, type RequestRows } from './ledger/request-rows';
import type { Services } from './services';
import { conflict } from './refusals';

const settledStates: ReadonlySet<Item['state']> = new Set<Item['state']>(['succeeded', 'planned']);

/**
 * Puts the items that have not succeeded back to `queued`, under the lease of their chunk; `change` may alter them
 * then and says which columns it changed. Returns the chunks that have something to do again.
 */
export async function reopenChunks(
  services: Services,
  { record, counts }: RequestRows,
  change: (item: Item) => Columns = () => ({}),
): Promise<readonly number[]> {
  const { ledger } = await services.ledger();
  const reopened: number[] = [];
  for (const [chunk, { states }] of counts) {
    if (Object.keys(states).every((state) => settledStates.has(state as Item['state']))) continue;
    // The count first: without it the request is unfinished, and what stops here is found by the sweeper.
    await deleteCount(ledger, record.id, chunk);
    const claimed = await claim(ledger, chunkPartition(record.id, chunk), { reopen: true });
    if (typeof claimed === 'string' || 'dueAtMs' in claimed) throw conflict('It is being worked on.');
    const { items } = await readChunk(ledger, record.id, chunk);
    const rows = [...items.values()]
      .filter((item) => !settledStates.has(item.state))
      .map((item) => {
        Object.assign(item, { state: 'queued', problem: null, nextAttemptAt: null, tries: 0 });
        const changed = change(item);
        return [itemRowKey(item.row), { ...itemColumns(item), ...changed }] as const;
      });
    await claimed.lease.write(rows);
    await release(claimed.lease, { done: false });
    reopened.push(chunk);
  }
  return reopened;
}
