import type { AnyAction } from '../actions/action';
import { isUnreachable, storageStatus } from '../connections/storage/tables';
import { StewardError } from '../errors';
import { eachOf } from '../each-of';
import { errorFields } from '../log';
import { reached } from '../steps';
import { laneOf, toMessage } from './lanes';
import { insertChunk, readWrappedKey, type ChunkInput } from './ledger/chunk-rows';
import { addExpiry, addOpen, addToIndex } from './ledger/lists';
import { hasRequest, insertRequest } from './ledger/request-rows';
import type { LedgerTables } from './ledger/tables';
import type { RequestRecord } from './records';
import { DataKey } from './secrets/data-key';
import { sealInput } from './secrets/seal';
import type { Services } from './services';

/** Secrets nobody has fetched are destroyed after this. */
const secretsLifeMs = 7 * 86_400_000;

/** Chunks and messages of a bulk written at the same time. */
const writersAtOnce = 16;

/** A checked and granted order, about to be recorded. */
export interface Acceptance {
  readonly record: RequestRecord;
  /** What is sealed is named by this action; null: the inputs hold no secrets (an undo). */
  readonly action: AnyAction | null;
  readonly chunks: readonly ChunkInput[];
}

/**
 * Records an order and queues it: chunk rows and the open row, then the request row (the commit point), then the
 * message. Whatever fails after the commit point is repaired by the sweeper.
 */
export async function accept(services: Services, { record, action, chunks }: Acceptance): Promise<void> {
  const tables = await services.ledger();
  await Promise.all([writeChunks(services, tables, record, action, chunks), addOpen(tables.open, record.id)]);
  reached('accept:chunks-written', { requestId: record.id });
  await commit(tables, record);
  reached('accept:request-written', { requestId: record.id });
  const after = await Promise.allSettled([
    addToIndex(tables.index, record),
    ...(record.keyed ? [addExpiry(tables.open, record.id, Date.now() + secretsLifeMs)] : []),
    eachOf(chunks, writersAtOnce, (_, chunk) =>
      services.queues.send(laneOf(record.total), toMessage({ requestId: record.id, chunk })),
    ),
  ]);
  for (const { reason } of after.filter((result) => result.status === 'rejected')) {
    services.log.warn('accept.left-to-sweeper', { requestId: record.id, ...errorFields(reason) });
  }
  reached('accept:enqueued', { requestId: record.id });
}

async function writeChunks(
  services: Services,
  { ledger }: LedgerTables,
  { id, keyed }: RequestRecord,
  action: AnyAction | null,
  [first, ...others]: readonly ChunkInput[],
): Promise<void> {
  let key = keyed ? DataKey.create() : undefined;
  const sealed = (chunk: ChunkInput): ChunkInput => {
    if (!key || !action) return chunk;
    const sealing = { key, action };
    return { ...chunk, rows: chunk.rows.map(({ row, input }) => ({ row, input: sealInput(sealing, input, id, row) })) };
  };
  if (!first) return;
  const wrapped = key && (await services.vault.wrap(key.secretBytes));
  const written = await insertChunk(ledger, id, 0, sealed(first), wrapped);
  if (written === 'present' && keyed && others.length > 0) {
    // An accept that was broken off has decided which key it is.
    const decided = await readWrappedKey(ledger, id);
    if (decided !== undefined) key = DataKey.from(await services.vault.unwrap(decided));
  }
  await eachOf(others, writersAtOnce, (chunk, n) => insertChunk(ledger, id, n + 1, sealed(chunk), undefined));
}

/** Inserts the request row. An insert whose answer is lost is read back; if that fails too, nobody knows. */
async function commit({ ledger }: LedgerTables, record: RequestRecord): Promise<void> {
  try {
    await insertRequest(ledger, record);
  } catch (error) {
    const status = storageStatus(error);
    // The id is ours: a row that is there is this request.
    if (status === 409) return;
    if (isUnreachable(error) || (status !== undefined && status < 500 && status !== 408)) throw error;
    if (await hasRequest(ledger, record.id).catch(() => false)) return;
    throw new StewardError('ACCEPT_UNKNOWN', 'It is not known whether the request was recorded.', {
      requestId: record.id,
      retryAfterMs: 5_000,
      cause: error,
    });
  }
}
