import { laneOf, toMessage } from './lanes';
import type { Columns } from './ledger/columns';
import type { Item } from './ledger/item-row';
import { addOpen, writeIndex } from './ledger/lists';
import { writeControl, type RequestRows } from './ledger/request-rows';
import { finalStates, type RequestState, type RequestView } from './records';
import { conflict } from './refusals';
import { reopenChunks } from './reopen';
import type { Services } from './services';
import { readView } from './view';

/** Stops what has not begun. What is in doubt is settled first; what is done stays done and is told. */
export async function cancel(services: Services, rows: RequestRows): Promise<void> {
  await needUnfinished(services, rows, 'cancelled');
  await decide(services, rows, { cancelledAt: new Date().toISOString() });
  await wake(services, rows);
}

export async function hold(services: Services, rows: RequestRows): Promise<void> {
  await needUnfinished(services, rows, 'held');
  await decide(services, rows, { heldAt: new Date().toISOString() });
  await list(services, rows, 'held');
}

export async function resume(services: Services, rows: RequestRows): Promise<void> {
  if (rows.control.heldAt === undefined) throw conflict('It is not held.');
  await needUnfinished(services, rows, 'resumed');
  await decide(services, rows, { heldAt: '' });
  await list(services, rows, 'queued');
  await wake(services, rows);
}

/** Takes up what is not done. On an effect whose outcome is unknown its class decides: one of class `once` is only looked for again. */
export async function retry(services: Services, rows: RequestRows): Promise<void> {
  const { state } = await readView(services, rows);
  const retryable: readonly RequestView['state'][] = ['failed', 'partiallySucceeded', 'needsAttention', 'cancelled'];
  if (!retryable.includes(state)) throw conflict(`A request that is ${state} cannot be retried.`);
  await reopen(services, rows);
}

/** Opens finished chunks again and queues them. */
export async function reopen(services: Services, rows: RequestRows, change?: (item: Item) => Columns): Promise<void> {
  const { ledger, open, index } = await services.ledger();
  // Before the chunks: from here on the sweeper finishes what this leaves undone.
  await addOpen(open, rows.record.id);
  const { cancelledAt, planHash } = rows.control;
  // What was approved ends with the hash, before a row is planned anew.
  if (cancelledAt ?? planHash) await writeControl(ledger, rows.record.id, { cancelledAt: '', planHash: '' });
  const chunks = await reopenChunks(services, rows, change);
  await writeIndex(index, rows.record, 'queued');
  await enqueue(services, rows, chunks);
}

async function decide(
  services: Services,
  rows: RequestRows,
  control: Parameters<typeof writeControl>[2],
): Promise<void> {
  const { ledger } = await services.ledger();
  await writeControl(ledger, rows.record.id, control);
}

/** For the list of requests. Should work finish at this moment, it writes the last word after this. */
async function list(services: Services, { record }: RequestRows, state: RequestState): Promise<void> {
  const { index } = await services.ledger();
  await writeIndex(index, record, state);
}

async function wake(services: Services, rows: RequestRows): Promise<void> {
  const { chunks } = rows.record;
  const unfinished = Array.from({ length: chunks }, (_, chunk) => chunk).filter((chunk) => !rows.counts.has(chunk));
  await enqueue(services, rows, unfinished);
}

async function enqueue(services: Services, { record }: RequestRows, chunks: readonly number[]): Promise<void> {
  const lane = laneOf(record.total);
  await Promise.all(chunks.map((chunk) => services.queues.send(lane, toMessage({ requestId: record.id, chunk }))));
}

async function needUnfinished(services: Services, rows: RequestRows, word: string): Promise<void> {
  const { state } = await readView(services, rows);
  if (finalStates.has(state)) throw conflict(`A request that is ${state} cannot be ${word}.`);
}
