import { StewardError } from '../../errors';
import type { GroupCommit } from '../ledger/group-commit';
import { readControl, type Control } from '../ledger/request-rows';
import type { RequestRecord } from '../records';
import { DataKey } from '../secrets/data-key';
import type { Services } from '../services';

/** A cancel, a hold or a lost grant is obeyed by running work after this at the latest. */
const controlMs = 1_000;

/** What the items of a chunk share while one worker runs them. */
export class ChunkRun {
  #control: { readonly until: number; readonly value: Promise<Control> };
  #key: Promise<DataKey> | undefined;

  constructor(
    readonly services: Services,
    readonly record: RequestRecord,
    readonly commit: GroupCommit,
    control: Control,
    private readonly wrappedKey: string | undefined,
  ) {
    this.#control = { until: Date.now() + controlMs, value: Promise.resolve(control) };
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

  /** The request's key, unwrapped once. */
  key(): Promise<DataKey> {
    this.#key ??= this.#unwrap();
    return this.#key;
  }

  async #unwrap(): Promise<DataKey> {
    if (this.wrappedKey === undefined) {
      throw new StewardError('SECRETS_GONE', 'The key of this request has been destroyed.');
    }
    return DataKey.from(await this.services.vault.unwrap(this.wrappedKey));
  }
}
