import type { TableClient } from '@azure/data-tables';
import { literal, orUndefined, storageStatus } from '../../connections/storage/tables';
import type { Json } from '../../json';
import type { ItemState, RequestRecord } from '../records';
import { fromText, toText } from './columns';

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
  /** Who was handed the one-time secrets first, and when. */
  readonly handedTo?: string;
  readonly handedAt?: string;
  readonly keyDestroyedAt?: string;
}

/** How the items of a finished chunk ended. */
export interface Count {
  readonly states: Readonly<Partial<Record<ItemState, number>>>;
  readonly finishedAt: string;
}

const requestKey = 'request';
const controlKey = 'control';
const countPrefix = 'count';

function countKey(chunk: number): string {
  return countPrefix + String(chunk).padStart(4, '0');
}

export async function insertRequest(ledger: TableClient, record: RequestRecord): Promise<void> {
  const { wrappedKey, ...rest } = record;
  await ledger.createEntity({
    partitionKey: record.id,
    rowKey: requestKey,
    record: toText(rest as unknown as Json, 'The request'),
    ...(typeof wrappedKey === 'string' ? { wrappedKey } : {}),
  });
}

export async function readRequest(ledger: TableClient, id: string): Promise<RequestRows | undefined> {
  let record: RequestRecord | undefined;
  let control: Control = {};
  const counts = new Map<number, Count>();
  for await (const row of ledger.listEntities<Record<string, unknown>>({
    queryOptions: { filter: `PartitionKey eq ${literal(id)}` },
  })) {
    const key = String(row.rowKey);
    if (key === requestKey) record = toRecord(row);
    else if (key === controlKey) control = toControl(row);
    else if (key.startsWith(countPrefix)) {
      const count = fromText<Count>(row['count']);
      if (count) counts.set(Number(key.slice(countPrefix.length)), count);
    }
  }
  if (!record) return undefined;
  return { record: control.keyDestroyedAt === undefined ? record : { ...record, wrappedKey: null }, control, counts };
}

function toRecord(row: Readonly<Record<string, unknown>>): RequestRecord | undefined {
  const record = fromText<RequestRecord>(row['record']);
  return record && typeof row['wrappedKey'] === 'string' && row['wrappedKey'] !== ''
    ? { ...record, wrappedKey: row['wrappedKey'] }
    : record;
}

/** Merges into what people decided; an empty text takes a decision back. */
export async function writeControl(ledger: TableClient, id: string, control: Control): Promise<void> {
  await ledger.upsertEntity({ partitionKey: id, rowKey: controlKey, ...control }, 'Merge');
}

export async function readControl(ledger: TableClient, id: string): Promise<Control> {
  return toControl((await orUndefined(ledger.getEntity(id, controlKey))) ?? {});
}

const decisions = ['cancelledAt', 'heldAt', 'undoneAt', 'undoneBy', 'handedTo', 'handedAt', 'keyDestroyedAt'] as const;

function toControl(row: Readonly<Record<string, unknown>>): Control {
  const control: { -readonly [K in keyof Control]: Control[K] } = {};
  for (const name of decisions) {
    const value = row[name];
    if (typeof value === 'string' && value !== '') control[name] = value;
  }
  return control;
}

/** Ends what could be unsealed: the wrapped key is overwritten, then noted as gone. */
export async function destroyKey(ledger: TableClient, id: string): Promise<void> {
  await ledger.updateEntity({ partitionKey: id, rowKey: requestKey, wrappedKey: '' }, 'Merge');
  await writeControl(ledger, id, { keyDestroyedAt: new Date().toISOString() });
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
