import { randomUUID } from 'node:crypto';
import type { TableClient, TransactionAction } from '@azure/data-tables';
import { literal, orUndefined, storageStatus } from '../../connections/storage/tables';
import type { JsonObject } from '../../json';
import { fromSlices, largestInputBytes, toSlices, type Columns } from './columns';
import { isItemRow, toItem, type Item } from './item-row';
import { chunkPartition, chunkRowKey, courtesyMs, type ChunkRow } from './lease';

/** 80 item rows, the lease row and the inputs fit one transaction; 80 is four Graph batches of 20. */
export const chunkSize = 80;

const inputPrefix = 'inputs';
const inputKey = (n: number): string => inputPrefix + String(n).padStart(2, '0');

/** The rows of a chunk: all of one customer. */
export interface ChunkInput {
  readonly customerId: string | null;
  readonly tenantId: string;
  readonly rows: readonly { readonly row: number; readonly input: JsonObject }[];
}

export interface Chunk extends ChunkInput {
  /** Rows written so far, by row number. */
  readonly items: ReadonlyMap<number, Item>;
  readonly wrappedKey: string | undefined;
  readonly lease: ChunkRow | undefined;
}

/**
 * Writes a chunk's lease row and inputs, create-only; says whether they were there already (an accept that is taken up
 * again). The first chunk also holds the request's wrapped key: whoever created that row decided which key it is.
 */
export async function insertChunk(
  ledger: TableClient,
  requestId: string,
  chunk: number,
  input: ChunkInput,
  wrappedKey: string | undefined,
): Promise<'inserted' | 'present'> {
  const partitionKey = chunkPartition(requestId, chunk);
  const bytes = Buffer.from(JSON.stringify(input));
  const lease: Columns = {
    generation: 0,
    owner: '',
    // A short lease without owner: should the message be lost, the sweeper finds the chunk when it has run out.
    leaseUntil: new Date(Date.now() + courtesyMs).toISOString(),
    txn: randomUUID(),
    nextAt: '',
    done: false,
    items: input.rows.length,
  };
  const actions: TransactionAction[] = [['create', { partitionKey, rowKey: chunkRowKey, ...lease }]];
  for (let at = 0, n = 0; at < bytes.length; at += largestInputBytes, n += 1) {
    const part = toSlices('part', bytes.subarray(at, at + largestInputBytes));
    const key = n === 0 && wrappedKey !== undefined ? { wrappedKey } : {};
    actions.push(['create', { partitionKey, rowKey: inputKey(n), ...part, ...key }]);
  }
  try {
    await ledger.submitTransaction(actions);
    return 'inserted';
  } catch (error) {
    if (storageStatus(error) === 409) return 'present';
    throw error;
  }
}

/** Inputs and item rows of a chunk. Read it only under the lease: before, it may miss the old owner's last write. */
export async function readChunk(ledger: TableClient, requestId: string, chunk: number): Promise<Chunk> {
  const items = new Map<number, Item>();
  const parts: Buffer[] = [];
  let wrappedKey: string | undefined;
  let lease: ChunkRow | undefined;
  const filter = `PartitionKey eq ${literal(chunkPartition(requestId, chunk))}`;
  for await (const row of ledger.listEntities({ queryOptions: { filter } })) {
    const key = String(row.rowKey);
    if (isItemRow(key)) {
      const item = toItem(row);
      items.set(item.row, item);
    } else if (key.startsWith(inputPrefix)) {
      parts.push(fromSlices('part', row));
      wrappedKey ??= keyOf(row);
    } else lease = row as unknown as ChunkRow;
  }
  return { ...(JSON.parse(Buffer.concat(parts).toString('utf8')) as ChunkInput), items, wrappedKey, lease };
}

/** The lease row with the item rows, without the inputs: for those who only look. */
export async function readItems(
  ledger: TableClient,
  requestId: string,
  chunk: number,
): Promise<{ readonly row: ChunkRow | undefined; readonly items: readonly Item[] }> {
  const items: Item[] = [];
  let found: ChunkRow | undefined;
  const filter = `PartitionKey eq ${literal(chunkPartition(requestId, chunk))} and RowKey lt ${literal(inputPrefix)}`;
  for await (const row of ledger.listEntities({ queryOptions: { filter } })) {
    if (isItemRow(String(row.rowKey))) items.push(toItem(row));
    else found = row as unknown as ChunkRow;
  }
  return { row: found, items };
}

/** The request's key as the vault wrapped it; undefined when it never had one or it was destroyed. */
export async function readWrappedKey(ledger: TableClient, requestId: string): Promise<string | undefined> {
  const row = await orUndefined(
    ledger.getEntity(chunkPartition(requestId, 0), inputKey(0), { queryOptions: { select: ['wrappedKey'] } }),
  );
  return row && keyOf(row);
}

/** Ends what could be unsealed: the wrapped key is overwritten. */
export async function eraseWrappedKey(ledger: TableClient, requestId: string): Promise<void> {
  await ledger.updateEntity(
    { partitionKey: chunkPartition(requestId, 0), rowKey: inputKey(0), wrappedKey: '' },
    'Merge',
  );
}

function keyOf(row: Readonly<Record<string, unknown>>): string | undefined {
  const key = row['wrappedKey'];
  return typeof key === 'string' && key !== '' ? key : undefined;
}
