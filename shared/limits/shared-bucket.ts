import type { TableClient } from '@azure/data-tables';
import { orUndefined, storageStatus } from '../connections/storage/tables';
import { drain, take, type Quota } from './bucket';

interface BucketRow extends Record<string, unknown> {
  readonly etag?: string;
  readonly fullAt?: number;
}

/** Tries against other instances that write the same row at the same time. */
const mostConflicts = 20;

/** One quota of all instances: a table row that each writes only if nobody has written it since it was read. */
export class SharedBucket {
  #row: { readonly etag: string | undefined; readonly fullAtMs: number } | undefined;
  /** Writes of this process follow each other; they never conflict among themselves. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly table: () => Promise<TableClient>,
    private readonly place: { readonly partitionKey: string; readonly rowKey: string },
    private readonly quota: Quota,
  ) {}

  /** Takes `permits`; where all of them are there, up to `slice` in advance. Returns when each may be used, epoch ms. */
  take(permits: number, slice = permits): Promise<readonly number[]> {
    return this.#change((fullAtMs, nowMs) => {
      const more = take(this.quota, fullAtMs, Math.max(permits, slice), nowMs);
      const inAdvance = (more.dueAtMs.at(-1) ?? 0) <= nowMs;
      return inAdvance ? more : take(this.quota, fullAtMs, permits, nowMs);
    }).then(({ dueAtMs }) => dueAtMs);
  }

  /** The service wants to be left alone until then. */
  async drain(untilMs: number): Promise<void> {
    await this.#change((fullAtMs) => ({ fullAtMs: drain(this.quota, fullAtMs, untilMs) }));
  }

  #change<T extends { readonly fullAtMs: number }>(change: (fullAtMs: number, nowMs: number) => T): Promise<T> {
    const result = this.#last.then(() => this.#write(change));
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #write<T extends { readonly fullAtMs: number }>(change: (fullAtMs: number, nowMs: number) => T): Promise<T> {
    for (let conflicts = 0; ; conflicts += 1) {
      this.#row ??= await this.#read();
      const changed = change(this.#row.fullAtMs, Date.now());
      try {
        const etag = await this.#replace(changed.fullAtMs, this.#row.etag);
        this.#row = { etag, fullAtMs: changed.fullAtMs };
        return changed;
      } catch (error) {
        this.#row = undefined;
        const status = storageStatus(error);
        if ((status !== 412 && status !== 409) || conflicts >= mostConflicts) throw error;
      }
    }
  }

  async #read(): Promise<{ readonly etag: string | undefined; readonly fullAtMs: number }> {
    const { partitionKey, rowKey } = this.place;
    const row = await orUndefined((await this.table()).getEntity<BucketRow>(partitionKey, rowKey));
    return { etag: row?.etag, fullAtMs: row?.fullAt ?? 0 };
  }

  async #replace(fullAt: number, etag: string | undefined): Promise<string | undefined> {
    const table = await this.table();
    const entity = { ...this.place, fullAt };
    const answer =
      etag === undefined ? await table.createEntity(entity) : await table.updateEntity(entity, 'Replace', { etag });
    return answer.etag;
  }
}
