import { StewardError, toError } from '../../errors';
import { storageStatus } from '../../connections/storage/tables';
import type { Columns } from './columns';
import { leaseMs, LeaseLost, type Lease } from './lease';

interface Waiter {
  readonly rowKey: string;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** A transaction holds 100 rows; one is the lease. */
const mostRows = 99;

/**
 * Gathers the row writes of one chunk into transactions: one is in flight, what arrives meanwhile is the next.
 * No timer. A row that the service refuses fails alone; its neighbours go again.
 */
export class GroupCommit {
  #pending = new Map<string, Columns>();
  #waiters: Waiter[] = [];
  #running: Promise<void> | undefined;
  #failure: Error | undefined;
  #lastWriteAt = Date.now();

  constructor(private readonly lease: Lease) {}

  /** What ended all writing under this lease; undefined while it goes on. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** Queues changed columns of a row; they commit with or before the next awaited write. */
  queue(rowKey: string, columns: Columns): void {
    this.#pending.set(rowKey, { ...this.#pending.get(rowKey), ...columns });
    this.#start();
  }

  /** Resolves when these columns, and all queued before them for this row, are committed. */
  commit(rowKey: string, columns: Columns): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) {
        reject(this.#failure);
        return;
      }
      this.#waiters.push({ rowKey, resolve, reject });
      this.queue(rowKey, columns);
    });
  }

  /** Waits until all is committed; throws what stopped a queued write. */
  async drain(): Promise<void> {
    while (this.#running) await this.#running;
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Renews the lease when nothing has been written for a while. */
  async renew(): Promise<void> {
    if (this.#running || this.#failure !== undefined || Date.now() - this.#lastWriteAt < leaseMs / 4) return;
    this.#running = this.#write([], []);
    await this.#running;
  }

  #start(): void {
    if (this.#running || this.#failure !== undefined) return;
    // One turn of the event loop: what the items of a chunk write at the same moment becomes one transaction.
    this.#running = new Promise<void>((resolve) => setImmediate(resolve)).then(() => this.#next());
  }

  #next(): Promise<void> {
    const rows = [...this.#pending].slice(0, mostRows);
    for (const [rowKey] of rows) this.#pending.delete(rowKey);
    const taken = new Set(rows.map(([rowKey]) => rowKey));
    const waiters = this.#waiters.filter((waiter) => taken.has(waiter.rowKey));
    this.#waiters = this.#waiters.filter((waiter) => !taken.has(waiter.rowKey));
    return this.#write(rows, waiters);
  }

  async #write(rows: readonly (readonly [string, Columns])[], waiters: readonly Waiter[]): Promise<void> {
    try {
      await this.lease.write(rows);
      this.#lastWriteAt = Date.now();
      for (const waiter of waiters) waiter.resolve();
    } catch (error) {
      await this.#refused(error, rows, waiters);
    }
    this.#running = undefined;
    if (this.#pending.size > 0) this.#start();
  }

  async #refused(
    error: unknown,
    rows: readonly (readonly [string, Columns])[],
    waiters: readonly Waiter[],
  ): Promise<void> {
    const status = storageStatus(error);
    const tooMuch = status === 400 || status === 413;
    if (error instanceof LeaseLost || !tooMuch || rows.length === 0) {
      this.#stop(toError(error), waiters);
      return;
    }
    if (rows.length === 1) {
      const refusal = new StewardError('INTERNAL', 'The ledger refused a row.', { cause: error });
      for (const waiter of waiters) waiter.reject(refusal);
      return;
    }
    // The index before the colon names the row ("2:The entity is larger…"); the lease row is 0. Without one: halve.
    const named = /^(\d+):/.exec(error instanceof Error ? error.message : '')?.[1];
    const index = named === undefined ? -1 : Number(named) - 1;
    const parts = rows[index]
      ? [[rows[index]], rows.filter((_, n) => n !== index)]
      : [rows.slice(0, rows.length >> 1), rows.slice(rows.length >> 1)];
    for (const part of parts) {
      const keys = new Set(part.map(([rowKey]) => rowKey));
      await this.#write(
        part,
        waiters.filter((waiter) => keys.has(waiter.rowKey)),
      );
    }
  }

  #stop(error: Error, waiters: readonly Waiter[]): void {
    this.#failure = error;
    for (const waiter of [...waiters, ...this.#waiters]) waiter.reject(error);
    this.#waiters = [];
    this.#pending.clear();
  }
}
