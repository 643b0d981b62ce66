import type { TransactionAction } from '@azure/data-tables';
import { parseFilter } from './filter';
import { refusal } from './fault';

/** Columns, with `partitionKey`, `rowKey`, `etag` and `timestamp`. Never changed in place. */
export type Row = Readonly<Record<string, unknown>> & {
  readonly partitionKey: string;
  readonly rowKey: string;
  readonly etag: string;
  readonly timestamp: string;
};

type Given = Readonly<Record<string, unknown>> & { readonly partitionKey?: string; readonly rowKey?: string };
type Partition = Map<string, Row>;
type Mode = 'Merge' | 'Replace';

const largestText = 32_768;
const largestBytes = 65_536;
const largestRow = 1_048_576;
const mostActions = 100;

/** The rows of one table, with the table service's rules. Everything happens at once or not at all. */
export class TableData {
  #partitions = new Map<string, Partition>();
  #writes = 0;

  /** A copy that goes its own way. */
  clone(): TableData {
    const copy = new TableData();
    for (const [key, rows] of this.#partitions) copy.#partitions.set(key, new Map(rows));
    copy.#writes = this.#writes;
    return copy;
  }

  get(partitionKey: string, rowKey: string): Row {
    return this.#find(partitionKey, rowKey) ?? missing();
  }

  /** In the order of their keys. */
  list(filter: string | undefined): Row[] {
    const { test, partition } = parseFilter(filter);
    const all = partition === undefined ? [...this.#partitions.values()] : [this.#partitions.get(partition)];
    const found = all.flatMap((rows) => (rows ? [...rows.values()].filter(test) : []));
    return found.sort((a, b) => order(a.partitionKey, b.partitionKey) || order(a.rowKey, b.rowKey));
  }

  create(given: Given): Row {
    if (this.#find(given.partitionKey ?? '', given.rowKey ?? '')) throw refusal('EntityAlreadyExists');
    return this.#put(given, undefined);
  }

  update(given: Given, mode: Mode, etag: string): Row {
    const before = this.#find(given.partitionKey ?? '', given.rowKey ?? '') ?? missing();
    if (etag !== '*' && etag !== before.etag) throw refusal('UpdateConditionNotSatisfied');
    return this.#put(given, mode === 'Merge' ? before : undefined);
  }

  upsert(given: Given, mode: Mode): Row {
    const before = this.#find(given.partitionKey ?? '', given.rowKey ?? '');
    return this.#put(given, mode === 'Merge' ? before : undefined);
  }

  delete(partitionKey: string, rowKey: string, etag: string): void {
    const before = this.#find(partitionKey, rowKey) ?? missing();
    if (etag !== '*' && etag !== before.etag) throw refusal('UpdateConditionNotSatisfied');
    this.#partitions.get(partitionKey)?.delete(rowKey);
  }

  /** All of them or none; a refusal names the first that cannot be. Undefined in place of a deleted row. */
  transact(actions: readonly TransactionAction[]): (Row | undefined)[] {
    const [first] = actions;
    const partitionKey = first?.[1].partitionKey ?? '';
    if (actions.some(([, { partitionKey: key }]) => key !== partitionKey))
      throw new Error('All operations in a transaction must target the same partitionKey');
    if (actions.length > mostActions) throw refusal('InvalidInput', 0);
    const before = new Map(this.#partitions.get(partitionKey));
    const seen = new Set<string>();
    let index = 0;
    try {
      return actions.map((action, n) => {
        index = n;
        const { rowKey } = action[1];
        if (seen.has(rowKey)) throw refusal('InvalidDuplicateRow');
        seen.add(rowKey);
        return this.#act(action);
      });
    } catch (error) {
      this.#partitions.set(partitionKey, before);
      throw atIndex(error, index);
    }
  }

  #act([kind, entity, mode, options]: TransactionAction): Row | undefined {
    if (kind === 'create') return this.create(entity);
    if (kind === 'delete') {
      // As the client does: it sends `*` whatever it is given.
      this.delete(entity.partitionKey, entity.rowKey, '*');
      return undefined;
    }
    if (kind === 'upsert') return this.upsert(entity, mode ?? 'Merge');
    return this.update(entity, mode ?? 'Merge', options?.etag ?? '*');
  }

  #find(partitionKey: string, rowKey: string): Row | undefined {
    return this.#partitions.get(partitionKey)?.get(rowKey);
  }

  #put(given: Given, before: Row | undefined): Row {
    const { partitionKey = '', rowKey = '' } = given;
    checkSize(given, before);
    this.#writes += 1;
    const timestamp = new Date().toISOString();
    // Unlike any there was: the service's is the time, to a ten-millionth of a second.
    const etag = `W/"datetime'${String(this.#writes)}'"`;
    const row: Row = { ...before, ...present(given), partitionKey, rowKey, etag, timestamp };
    const rows = this.#partitions.get(partitionKey) ?? new Map<string, Row>();
    this.#partitions.set(partitionKey, rows.set(rowKey, row));
    return row;
  }
}

function present(given: Given): Given {
  for (const name in given) {
    const value = given[name];
    if (value !== undefined && value !== null) continue;
    return Object.fromEntries(Object.entries(given).filter(([, each]) => each !== undefined && each !== null));
  }
  return given;
}

function checkSize(given: Given, before: Row | undefined): void {
  let bytes = 0;
  for (const name in given) {
    const value = given[name];
    const size = typeof value === 'string' ? value.length * 2 : value instanceof Uint8Array ? value.length : 8;
    if (typeof value === 'string' ? value.length > largestText : size > largestBytes)
      throw refusal('PropertyValueTooLarge');
    bytes += size + name.length * 2;
  }
  if (before && bytes > largestRow / 8)
    for (const name in before) {
      const value = before[name];
      if (!(name in given) && value instanceof Uint8Array) bytes += value.length;
    }
  if (bytes > largestRow) throw refusal('EntityTooLarge');
}

function atIndex(error: unknown, index: number): unknown {
  const code = codes.find((each) => refusal(each).message === (error as Error).message);
  return code === undefined ? error : refusal(code, index);
}

const codes = [
  'EntityAlreadyExists',
  'ResourceNotFound',
  'UpdateConditionNotSatisfied',
  'PropertyValueTooLarge',
  'EntityTooLarge',
  'InvalidDuplicateRow',
] as const;

function missing(): never {
  throw refusal('ResourceNotFound');
}

function order(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
