import type { TableClient } from '@azure/data-tables';
import { literal, orUndefined, storageStatus } from '../../connections/storage/tables';
import type { Json } from '../../json';
import type { ItemState, RequestRecord } from '../records';
import { fromLongColumns, fromText, toLongColumns, toText } from './columns';

/**
 * The request's own partition: the order (its row is the commit point of accept), what people decided since, and one
 * count row per finished chunk. Chunks have partitions of their own, so nobody but the lease owner writes there.
 */
export interface RequestRows {
  readonly record: RequestRecord;
  readonly control: Control;
  readonly counts: ReadonlyMap<number, Count>;
}

export interface Control {
  readonly cancelledAt?: string;
  readonly heldAt?: string;
  readonly undoneAt?: string;
  /** The linked request that undoes this one. */
  readonly undoneBy?: string;
  readonly keyDestroyedAt?: string;
  /** Of a finished bulk plan. */
  readonly planHash?: string;
}

/** How the items of a finished chunk ended. */
export interface Count {
  readonly states: Readonly<Partial<Record<ItemState, number>>>;
  readonly finishedAt: string;
}

const requestKey = 'request';
const controlKey = 'control';
const handOverKey = 'handover';
const undoKey = 'undo';
const countPrefix = 'count';

function countKey(chunk: number): string {
  return countPrefix + String(chunk).padStart(4, '0');
}

/** The commit point of accept: create-only. */
export async function insertRequest(ledger: TableClient, { customers, ...record }: RequestRecord): Promise<void> {
  await ledger.createEntity({
    partitionKey: record.id,
    rowKey: requestKey,
    record: toText(record as unknown as Json, 'The request'),
    // As many as there are rows: more than a text column holds.
    ...(customers === undefined ? {} : toLongColumns('customers', customers, 'The list of customers')),
  });
}

function toRequest(row: Readonly<Record<string, unknown>>): RequestRecord | undefined {
  const record = fromText<RequestRecord>(row['record']);
  const customers = fromLongColumns<string[]>('customers', row);
  return record && customers ? { ...record, customers } : record;
}

export async function hasRequest(ledger: TableClient, id: string): Promise<boolean> {
  return (await orUndefined(ledger.getEntity(id, requestKey))) !== undefined;
}

export async function readRequest(ledger: TableClient, id: string): Promise<RequestRows | undefined> {
  let record: RequestRecord | undefined;
  let control: Control = {};
  const counts = new Map<number, Count>();
  for await (const row of ledger.listEntities({
    queryOptions: { filter: `PartitionKey eq ${literal(id)}` },
  })) {
    const key = String(row.rowKey);
    if (key === requestKey) record = toRequest(row);
    else if (key === controlKey) control = toControl(row);
    else if (key.startsWith(countPrefix)) {
      const count = fromText<Count>(row['count']);
      if (count) counts.set(Number(key.slice(countPrefix.length)), count);
    }
  }
  return record && { record, control, counts };
}

/** Merges into what people decided; an empty text takes a decision back. */
export async function writeControl(ledger: TableClient, id: string, control: Control): Promise<void> {
  await ledger.upsertEntity({ partitionKey: id, rowKey: controlKey, ...control }, 'Merge');
}

export async function readControl(ledger: TableClient, id: string): Promise<Control> {
  return toControl((await orUndefined(ledger.getEntity(id, controlKey))) ?? {});
}

const decisions = ['cancelledAt', 'heldAt', 'undoneAt', 'undoneBy', 'keyDestroyedAt', 'planHash'] as const;

function toControl(row: Readonly<Record<string, unknown>>): Control {
  const control: { -readonly [K in keyof Control]: Control[K] } = {};
  for (const name of decisions) {
    const value = row[name];
    if (typeof value === 'string' && value !== '') control[name] = value;
  }
  return control;
}

/** Who was handed the one-time secrets first, and when. */
export interface HandOver {
  readonly to: string;
  readonly at: string;
}

/** Notes the first hand-over; whoever comes later gets the note of the first. */
export async function noteHandOver(ledger: TableClient, id: string, handOver: HandOver): Promise<HandOver> {
  try {
    await ledger.createEntity({ partitionKey: id, rowKey: handOverKey, ...handOver });
    return handOver;
  } catch (error) {
    if (storageStatus(error) !== 409) throw error;
    const { to, at } = await ledger.getEntity<HandOver & Record<string, unknown>>(id, handOverKey);
    return { to, at };
  }
}

/** Notes which request undoes this one. Returns the earlier one instead while that is not over. */
export async function reserveUndo(
  ledger: TableClient,
  id: string,
  by: string,
  isOver: (earlier: string) => Promise<boolean>,
): Promise<string | undefined> {
  const row = { partitionKey: id, rowKey: undoKey, by };
  try {
    await ledger.createEntity(row);
    return undefined;
  } catch (error) {
    if (storageStatus(error) !== 409) throw error;
  }
  const earlier = await ledger.getEntity<{ by: string }>(id, undoKey);
  if (earlier.by === by) return undefined;
  if (!(await isOver(earlier.by))) return earlier.by;
  try {
    await ledger.updateEntity(row, 'Replace', { etag: earlier.etag });
    return undefined;
  } catch (error) {
    if (storageStatus(error) !== 412) throw error;
    return (await ledger.getEntity<{ by: string }>(id, undoKey)).by;
  }
}

/** Only final states are counted, so that a repeat writes the same. */
export async function writeCount(ledger: TableClient, id: string, chunk: number, count: Count): Promise<void> {
  await ledger.upsertEntity(
    { partitionKey: id, rowKey: countKey(chunk), count: toText(count as unknown as Json, 'The count') },
    'Replace',
  );
}

export async function deleteCount(ledger: TableClient, id: string, chunk: number): Promise<void> {
  await ledger.deleteEntity(id, countKey(chunk)).catch((error: unknown) => {
    if (storageStatus(error) !== 404) throw error;
  });
}
