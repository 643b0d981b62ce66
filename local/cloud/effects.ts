import type { Collection, Store } from './store';
import type { Call } from './wire';

/** One call that changed state. */
export interface Effect {
  readonly seq: number;
  readonly at: string;
  readonly tenant: string;
  readonly service: string;
  readonly kind: string;
  /** The changed object's natural key, e.g. a user principal name. */
  readonly identity: string;
  readonly objectId?: string;
  readonly requestId: string | null;
  readonly correlationId: string | null;
}

export type Change = Pick<Effect, 'tenant' | 'service' | 'kind' | 'identity' | 'objectId'>;

/** The log by which lost, doubled and misplaced effects are judged. */
export class Effects {
  private readonly stored: Collection<Effect>;
  private list: Effect[];

  constructor(store: Store) {
    this.stored = store.collection('effects');
    this.list = [...this.stored.values()];
  }

  record(call: Call, change: Change): void {
    const effect: Effect = {
      seq: (this.list.at(-1)?.seq ?? 0) + 1,
      at: new Date().toISOString(),
      ...change,
      requestId: call.headers['client-request-id'] ?? call.headers['ms-requestid'] ?? null,
      correlationId: call.headers['x-ms-correlation-id'] ?? call.headers['ms-correlationid'] ?? null,
    };
    this.list.push(effect);
    this.stored.set(String(effect.seq), effect);
  }

  after(seq: number, tenant?: string): Effect[] {
    const rest = seq <= 0 ? this.list : this.list.slice(this.list.findLastIndex((effect) => effect.seq <= seq) + 1);
    return tenant === undefined ? rest : rest.filter((effect) => effect.tenant === tenant);
  }

  clear(): void {
    this.list = [];
  }
}
