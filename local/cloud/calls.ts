/** One call received. Bodies and headers stay out: they hold secrets. */
export interface CallRecord {
  readonly seq: number;
  readonly at: string;
  readonly method: string;
  readonly url: string;
  /** Exchange's: all its cmdlets share one address. */
  readonly cmdlet?: string;
  readonly service: string;
  readonly tenant: string | null;
  readonly scopes: readonly string[];
  /** null: the connection was cut. */
  readonly status: number | null;
  readonly requestId: string | null;
  readonly correlationId: string | null;
  /** True for an inner request of a batch. */
  readonly inner: boolean;
}

// Long load runs must not fill the memory; the newest calls are the ones asked for.
const limit = 200_000;

/** Every call received, in order of its end; not kept between starts. */
export class Calls {
  private list: CallRecord[] = [];
  private lastSeq = 0;

  record(call: Omit<CallRecord, 'seq'>): void {
    this.lastSeq += 1;
    this.list.push({ seq: this.lastSeq, ...call });
    if (this.list.length > limit * 1.1) this.list = this.list.slice(-limit);
  }

  after(seq: number): CallRecord[] {
    return seq <= 0 ? this.list : this.list.slice(this.list.findLastIndex((call) => call.seq <= seq) + 1);
  }

  clear(): void {
    this.list = [];
    this.lastSeq = 0;
  }
}
