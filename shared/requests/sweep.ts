import { storageStatus } from '../connections/storage/tables';
import { errorFields } from '../log';
import { countOf, finishRequest } from './finish';
import { destroyKey } from './hand-over';
import { timeOf } from './ids';
import { laneOf, toMessage } from './lanes';
import { readItems } from './ledger/chunk-rows';
import { chunkPartition, chunkRowKey, courtesyMs, readChunkRow, type ChunkRow } from './ledger/lease';
import { addToIndex, listExpired, listOpen, removeOpen } from './ledger/lists';
import { readRequest, writeCount, type RequestRows } from './ledger/request-rows';
import { finalStates } from './records';
import type { Services } from './services';

/** An accept that was broken off before its commit point is forgotten after this. */
const abandonedMs = 86_400_000;

/**
 * Takes up what was left behind: chunks whose worker died or whose message was lost, requests whose lists were not
 * brought up to date, keys that have expired. Reads the table of unfinished requests, never history.
 */
export async function sweep(services: Services): Promise<void> {
  const { open } = await services.ledger();
  for (const { requestId } of await listOpen(open)) {
    await attempt(services, requestId, () => sweepRequest(services, requestId));
  }
  for (const { requestId, remove } of await listExpired(open, Date.now())) {
    await attempt(services, requestId, () => expireKey(services, requestId, remove));
  }
}

/** One request that cannot be swept does not keep the others waiting. */
async function attempt(services: Services, requestId: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    services.log.warn('sweep.failed', { requestId, ...errorFields(error) });
  }
}

async function sweepRequest(services: Services, requestId: string): Promise<void> {
  const { ledger, open, index } = await services.ledger();
  const rows = await readRequest(ledger, requestId);
  if (!rows) {
    if (Date.now() - timeOf(requestId) > abandonedMs) await removeOpen(open, requestId);
    return;
  }
  const { record } = rows;
  for (let chunk = 0; chunk < record.chunks; chunk += 1) {
    if (!rows.counts.has(chunk)) await sweepChunk(services, rows, chunk);
  }
  if (rows.counts.size >= record.chunks) await finishRequest(services, record);
  else await addToIndex(index, record);
}

async function sweepChunk(services: Services, { record, control }: RequestRows, chunk: number): Promise<void> {
  const { ledger } = await services.ledger();
  const row = await readChunkRow(ledger, chunkPartition(record.id, chunk));
  if (!row) return;
  if (row.done) {
    await recount(services, record.id, chunk);
    return;
  }
  const held = control.heldAt !== undefined && control.cancelledAt === undefined;
  if (held || Date.parse(row.leaseUntil) > Date.now()) return;
  if (!(await keepForMessage(services, record.id, chunk, row))) return;
  await services.queues.send(laneOf(record.total), toMessage({ requestId: record.id, chunk }));
  services.log.info('sweep.taken-up', { requestId: record.id, chunk });
}

/** A finished chunk whose count was taken away (a retry that was broken off): counted again. */
async function recount(services: Services, requestId: string, chunk: number): Promise<void> {
  const { ledger } = await services.ledger();
  const { items } = await readItems(ledger, requestId, chunk);
  if (items.every((item) => finalStates.has(item.state))) await writeCount(ledger, requestId, chunk, countOf(items));
}

/** Leaves the chunk to the message about to be sent, so that the next sweep sends no second. False: somebody was faster. */
async function keepForMessage(services: Services, requestId: string, chunk: number, row: ChunkRow): Promise<boolean> {
  const { ledger } = await services.ledger();
  const leaseUntil = new Date(Date.now() + courtesyMs).toISOString();
  try {
    await ledger.updateEntity(
      { partitionKey: chunkPartition(requestId, chunk), rowKey: chunkRowKey, owner: '', leaseUntil },
      'Merge',
      { etag: row.etag },
    );
    return true;
  } catch (error) {
    if (storageStatus(error) === 412) return false;
    throw error;
  }
}

async function expireKey(services: Services, requestId: string, remove: () => Promise<void>): Promise<void> {
  const { ledger } = await services.ledger();
  const rows = await readRequest(ledger, requestId);
  // An unfinished request still needs its key; it is looked at again with the next sweep.
  if (rows && rows.counts.size < rows.record.chunks) return;
  if (rows && rows.control.keyDestroyedAt === undefined) await destroyKey(services, requestId);
  await remove();
}
