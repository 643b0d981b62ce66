import { randomUUID } from 'node:crypto';
import type { TableClient } from '@azure/data-tables';
import { orUndefined, storageStatus } from '../../connections/storage/tables';
import type { Columns } from './columns';

/** A worker that has not written for this long has lost its chunk. */
export const leaseMs = 10_000;
/** How long a chunk that nobody owns is left to its message before the sweeper sends another. */
export const courtesyMs = 30_000;

/** Thrown to drop all work of a chunk: another worker owns it. Nothing more is written. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/** The row that is fence, renewal and conflict detector in one. */
export interface ChunkRow extends Record<string, unknown> {
  readonly etag: string;
  readonly generation: number;
  readonly owner: string;
  readonly leaseUntil: string;
  readonly txn: string;
  /** When it is due again; empty: at once. */
  readonly nextAt: string;
  readonly done: boolean;
  readonly items: number;
}

export const chunkRowKey = 'chunk';

export function chunkPartition(requestId: string, chunk: number): string {
  return `${requestId}_${String(chunk).padStart(4, '0')}`;
}

export async function readChunkRow(ledger: TableClient, partition: string): Promise<ChunkRow | undefined> {
  return await orUndefined(ledger.getEntity(partition, chunkRowKey));
}

export function isOwned(row: ChunkRow, nowMs: number): boolean {
  return row.owner !== '' && Date.parse(row.leaseUntil) > nowMs;
}

type Write = readonly ['update', Columns & { partitionKey: string; rowKey: string }];

/**
 * Holds one chunk's lease and writes under it. Every transaction begins with the lease row under its last ETag and
 * carries an id of its own, so that after a lost answer the row tells whether we committed or were fenced off.
 */
export class Lease {
  #etag: string;
  #txn: string;

  constructor(
    private readonly ledger: TableClient,
    readonly partition: string,
    row: Pick<ChunkRow, 'etag' | 'txn'>,
  ) {
    this.#etag = row.etag;
    this.#txn = row.txn;
  }

  /** Writes rows and lease columns in one transaction, renewing the lease. Throws LeaseLost when another took it. */
  async write(rows: readonly (readonly [rowKey: string, columns: Columns])[], lease: Columns = {}): Promise<void> {
    const before = this.#txn;
    const txn = randomUUID();
    const renewed = { leaseUntil: new Date(Date.now() + leaseMs).toISOString(), ...lease, txn };
    const fence: Write = ['update', { partitionKey: this.partition, rowKey: chunkRowKey, ...renewed }];
    for (let attempt = 0; ; attempt += 1) {
      try {
        this.#etag = await this.#submit(fence, rows);
        this.#txn = txn;
        return;
      } catch (error) {
        const status = storageStatus(error);
        if (status !== undefined && status !== 412 && status < 500 && status !== 408) throw error;
        // 412, or no answer: the lease row says who wrote last.
        const now = await this.#read(error);
        if (now.txn === txn) {
          this.#etag = now.etag;
          this.#txn = txn;
          return;
        }
        if (now.txn !== before) throw new LeaseLost(this.partition, { cause: error });
        if (attempt >= 3) throw error;
        this.#etag = now.etag;
      }
    }
  }

  async #read(cause: unknown): Promise<ChunkRow> {
    const row = await readChunkRow(this.ledger, this.partition);
    if (!row) throw new LeaseLost(this.partition, { cause });
    return row;
  }

  async #submit(fence: Write, rows: readonly (readonly [string, Columns])[]): Promise<string> {
    if (rows.length === 0) {
      const answer = await this.ledger.updateEntity(fence[1], 'Merge', { etag: this.#etag });
      return etagOf(answer.etag);
    }
    const answer = await this.ledger.submitTransaction([
      ['update', fence[1], 'Merge', { etag: this.#etag }],
      ...rows.map(([rowKey, columns]): ['upsert', Columns & { partitionKey: string; rowKey: string }, 'Merge'] => [
        'upsert',
        { partitionKey: this.partition, rowKey, ...columns },
        'Merge',
      ]),
    ]);
    // By its place: the answer to an update does not name its row.
    // https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions#sample-response
    return etagOf(answer.subResponses[0]?.etag);
  }
}

function etagOf(etag: string | undefined): string {
  if (etag === undefined) throw new Error('The table service gave no ETag.');
  return etag;
}

/** What is due this soon is taken at once: a queue counts in whole seconds, and clocks differ a little. */
export const graceMs = 500;

export type Claim =
  { readonly lease: Lease; readonly row: ChunkRow } | { readonly dueAtMs: number } | 'missing' | 'done' | 'busy';

/** Gives the chunk back: finished, or due again at `nextAt`. Its own write is the last under this lease. */
export async function release(lease: Lease, next: { readonly done: boolean; readonly nextAt?: string }): Promise<void> {
  const { done, nextAt = '' } = next;
  const dueMs = nextAt === '' ? Date.now() : Date.parse(nextAt);
  await lease.write([], { owner: '', nextAt, done, leaseUntil: new Date(dueMs + courtesyMs).toISOString() });
}

/** Takes the lease of a chunk, unless another holds it. `reopen` also takes a finished chunk. */
export async function claim(
  ledger: TableClient,
  partition: string,
  options: { readonly reopen?: boolean; readonly evenIfNotDue?: boolean } = {},
): Promise<Claim> {
  const row = await readChunkRow(ledger, partition);
  if (!row) return 'missing';
  if (row.done && options.reopen !== true) return 'done';
  const now = Date.now();
  if (isOwned(row, now)) return 'busy';
  const dueAtMs = row.nextAt === '' ? 0 : Date.parse(row.nextAt);
  if (options.evenIfNotDue !== true && options.reopen !== true && dueAtMs > now + graceMs) return { dueAtMs };
  const lease = new Lease(ledger, partition, row);
  const generation = row.generation + 1;
  try {
    await lease.write([], { owner: randomUUID(), generation, nextAt: '', done: false });
  } catch (error) {
    if (error instanceof LeaseLost) return 'busy';
    throw error;
  }
  return { lease, row: { ...row, generation } };
}
