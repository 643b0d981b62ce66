import { countOf, finishRequest } from './finish';
import { fromMessage, type ChunkName } from './lanes';
import { itemColumns, itemRowKey } from './ledger/item-row';
import { chunkPartition, claim, release } from './ledger/lease';
import { readChunk } from './ledger/chunk-rows';
import { readRequest, writeCount } from './ledger/request-rows';
import { finalStates } from './records';
import { toRows } from './rows';
import { inDoubt } from './run/item';
import type { Services } from './services';

const failed = {
  code: 'INTERNAL',
  detail: 'It could not be worked on, in five tries; the log has the reason.',
} as const;
const unknown = {
  code: 'OUTCOME_UNKNOWN',
  detail: 'It could not be worked on any more while an effect was in doubt; the log has the reason.',
} as const;

/**
 * Ends in the ledger what a message was about that ended in the poison queue: as failed, or for a person to settle where
 * an effect is in doubt. Nothing ages out unseen, and a retry takes it up again.
 */
export async function bury(services: Services, message: string): Promise<void> {
  const name = nameOf(message);
  if (!name) {
    services.log.error('dead-letter.unreadable');
    return;
  }
  const { ledger } = await services.ledger();
  const rows = await readRequest(ledger, name.requestId);
  const claimed = rows && (await claim(ledger, chunkPartition(name.requestId, name.chunk), { evenIfNotDue: true }));
  // Finished, or somebody works on it: then it is not dead.
  if (!rows || claimed === undefined || typeof claimed === 'string' || 'dueAtMs' in claimed) return;
  const chunk = await readChunk(ledger, name.requestId, name.chunk);
  const items = toRows(chunk, rows.record).map(({ item }) => item);
  const now = new Date().toISOString();
  const dead = items.filter(({ state }) => !finalStates.has(state));
  for (const item of dead) {
    const ending = inDoubt(item)
      ? { state: 'needsAttention' as const, problem: unknown }
      : { state: 'failed' as const, problem: failed };
    Object.assign(item, ending, { nextAttemptAt: null, updatedAt: now });
  }
  await claimed.lease.write(dead.map((item) => [itemRowKey(item.row), itemColumns(item)] as const));
  await writeCount(ledger, name.requestId, name.chunk, countOf(items));
  await release(claimed.lease, { done: true });
  await finishRequest(services, rows.record, items);
  services.log.error('dead-letter.buried', { requestId: name.requestId, chunk: name.chunk, count: dead.length });
}

function nameOf(message: string): ChunkName | undefined {
  try {
    return fromMessage(message);
  } catch {
    return undefined;
  }
}
