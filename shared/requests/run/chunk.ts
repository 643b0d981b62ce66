import { isRestError } from '../../connections/storage/tables';
import { toError } from '../../errors';
import { errorFields } from '../../log';
import { reached } from '../../steps';
import { finalStates, type RequestRecord, type RequestState } from '../records';
import { readChunk } from '../ledger/chunk-rows';
import { GroupCommit } from '../ledger/group-commit';
import { newItem, type Item } from '../ledger/item-row';
import { chunkPartition, claim, graceMs, LeaseLost, leaseMs, release, type Lease } from '../ledger/lease';
import { writeIndex } from '../ledger/lists';
import { readRequest, writeCount, type RequestRows } from '../ledger/request-rows';
import { laneOf, toMessage, type ChunkName } from '../lanes';
import type { Services } from '../services';
import { countOf, finishRequest } from '../finish';
import { ChunkRun } from './chunk-run';
import { runItem } from './item';

/**
 * Works on a chunk until its items are finished or wait. Does nothing when another owns it or it is not due. Throws only
 * what delivering the message again might mend, or what ends it in the poison queue: never because storage is away.
 */
export async function runChunk(services: Services, name: ChunkName): Promise<void> {
  try {
    await claimAndWork(services, name);
  } catch (error) {
    const fields = { requestId: name.requestId, chunk: name.chunk, ...errorFields(error) };
    // Another worker goes on from what is committed; nothing more is written here.
    if (error instanceof LeaseLost) services.log.warn('chunk.lease-lost', fields);
    // Storage that does not answer is no fault of the message: the sweeper takes the chunk up when it is back.
    else if (isRestError(error)) services.log.warn('chunk.left-to-sweeper', fields);
    else throw error;
  }
}

async function claimAndWork(services: Services, name: ChunkName): Promise<void> {
  const { ledger } = await services.ledger();
  const rows = await readRequest(ledger, name.requestId);
  // No request row: never accepted, or not yet; then its accept sends another message.
  if (!rows) return;
  const cancelled = rows.control.cancelledAt !== undefined;
  const claimed = await claim(ledger, chunkPartition(name.requestId, name.chunk), { evenIfNotDue: cancelled });
  if (typeof claimed === 'string') return;
  if ('dueAtMs' in claimed) {
    const lane = laneOf(rows.record.total);
    await services.queues.send(lane, toMessage(name), claimed.dueAtMs - Date.now());
    return;
  }
  reached('chunk:claimed', { requestId: name.requestId });
  let finished: readonly Item[] | undefined;
  try {
    finished = await work(services, name, rows, claimed.lease);
  } catch (error) {
    // So that the next delivery meets the same fault, and not a lease that is held by nobody.
    if (!(error instanceof LeaseLost)) await release(claimed.lease, { done: false }).catch(() => undefined);
    throw error;
  }
  if (finished) await finishRequest(services, rows.record, finished);
}

/** Returns the items once all are finished. */
async function work(
  services: Services,
  name: ChunkName,
  rows: RequestRows,
  lease: Lease,
): Promise<readonly Item[] | undefined> {
  const { record } = rows;
  const { ledger } = await services.ledger();
  const stored = await readChunk(ledger, name.requestId, name.chunk);
  const commit = new GroupCommit(lease);
  const chunk = new ChunkRun(services, record, commit, rows.control, { ...stored, number: name.chunk });
  const inputs = new Map(stored.rows.map(({ row, input }) => [row, input]));
  const items = [...inputs.keys()].map((row) => stored.items.get(row) ?? newItem(row, new Date().toISOString()));
  const renewal = setInterval(() => void commit.renew(), leaseMs / 4);
  try {
    const due = items.filter((item) => isDue(item, rows.control.cancelledAt !== undefined));
    // Asked for beside the first reads; whoever needs it meets the fault, if there is one.
    if (record.keyed && record.mode === 'apply' && due.length > 0) chunk.key().catch(() => undefined);
    const runs = await Promise.allSettled(due.map((item) => runItem(chunk, item, inputs.get(item.row) ?? {})));
    const broken = runs.find((run) => run.status === 'rejected');
    if (broken) throw toError(broken.reason);
    await commit.drain();
  } finally {
    clearInterval(renewal);
  }
  const waiting = items.filter((item) => !finalStates.has(item.state));
  if (waiting.length > 0) {
    await putBack(services, name, lease, waiting, record, (await chunk.control()).heldAt !== undefined);
    return undefined;
  }
  await writeCount(ledger, record.id, name.chunk, countOf(items));
  reached('chunk:counted', { requestId: record.id });
  await release(lease, { done: true });
  reached('chunk:finished', { requestId: record.id });
  return items;
}

function isDue(item: Item, cancelled: boolean): boolean {
  if (finalStates.has(item.state)) return false;
  return cancelled || item.nextAttemptAt === null || Date.parse(item.nextAttemptAt) <= Date.now() + graceMs;
}

/** Unfinished items stay in the chunk: a new message with the delay, never a wait inside the function. */
async function putBack(
  services: Services,
  name: ChunkName,
  lease: Lease,
  waiting: readonly Item[],
  record: RequestRecord,
  held: boolean,
): Promise<void> {
  const nextMs = Math.min(...waiting.map((item) => (item.nextAttemptAt === null ? 0 : Date.parse(item.nextAttemptAt))));
  const nextAt = nextMs > 0 ? new Date(nextMs).toISOString() : '';
  // While the chunk is ours: whoever takes it up next may finish it, and writes last.
  if (name.chunk === 0) await writeIndex((await services.ledger()).index, record, shownState(record, held));
  await release(lease, { done: false, nextAt });
  if (!held) await services.queues.send(laneOf(record.total), toMessage(name), Math.max(nextMs - Date.now(), 0));
}

/** What the list of requests says of one that goes on later. */
function shownState({ total }: RequestRecord, held: boolean): RequestState {
  if (held) return 'held';
  return total > 1 ? 'running' : 'waiting';
}
