import { StewardError } from '../../errors';
import type { GroupCommit } from '../ledger/group-commit';
import { readWrappedKey, type Chunk } from '../ledger/chunk-rows';
import { readControl, type Control } from '../ledger/request-rows';
import type { RequestRecord } from '../records';
import { readApproved } from '../bulk-plan';
import { DataKey } from '../secrets/data-key';
import type { Services } from '../services';
import { planHash } from './plan';

/** A cancel, a hold or a lost grant is obeyed by running work after this at the latest. */
const controlMs = 1_000;

/** What the items of a chunk share while one worker runs them. */
export class ChunkRun {
  #control: { readonly until: number; readonly value: Promise<Control> };
  #key: Promise<DataKey> | undefined;
  #approved: ReturnType<typeof readApproved> | undefined;

  constructor(
    readonly services: Services,
    readonly record: RequestRecord,
    readonly commit: GroupCommit,
    control: Control,
    private readonly chunk: Pick<Chunk, 'customerId' | 'tenantId' | 'wrappedKey'> & { readonly number: number },
  ) {
    this.#control = { until: Date.now() + controlMs, value: Promise.resolve(control) };
  }

  get customerId(): string | null {
    return this.chunk.customerId;
  }

  /** The only tenant that anything of this chunk is done in. */
  get tenantId(): string {
    return this.chunk.tenantId;
  }

  /** What people have decided, read at most once a second. */
  control(): Promise<Control> {
    if (Date.now() >= this.#control.until) {
      this.#control = { until: Date.now() + controlMs, value: this.#readControl() };
    }
    return this.#control.value;
  }

  async #readControl(): Promise<Control> {
    const { ledger } = await this.services.ledger();
    return readControl(ledger, this.record.id);
  }

  /** The hash of what was approved for a row: the order's own, or of the row in the bulk plan it names. */
  async approvedHash(row: number): Promise<string | null> {
    const { action, plan, planOf } = this.record;
    if (planOf === undefined) return plan;
    this.#approved ??= readApproved(this.services, { planOf, plan }, this.chunk.number);
    const planned = (await this.#approved).get(row);
    return planned?.item.plan ? planHash(action, [planned]) : null;
  }

  /** The request's key, unwrapped once. */
  key(): Promise<DataKey> {
    this.#key ??= this.#unwrap();
    return this.#key;
  }

  /** It lies in the first chunk of the request. */
  async #wrappedKey(): Promise<string | undefined> {
    if (this.chunk.wrappedKey !== undefined || this.record.chunks === 1) return this.chunk.wrappedKey;
    const { ledger } = await this.services.ledger();
    return readWrappedKey(ledger, this.record.id);
  }

  async #unwrap(): Promise<DataKey> {
    const wrappedKey = await this.#wrappedKey();
    if (wrappedKey === undefined) {
      throw new StewardError('SECRETS_GONE', 'The key of this request has been destroyed.');
    }
    return DataKey.from(await this.services.vault.unwrap(wrappedKey));
  }
}
