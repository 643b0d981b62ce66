import type { ConnectionName } from '../../connections/types';
import type { OnceEffect, RepeatableEffect, UniqueEffect, UndoStep } from '../../actions/action';
import type { Json, JsonObject } from '../../json';
import { reached } from '../../steps';
import type { GroupCommit } from '../ledger/group-commit';
import {
  effectColumns,
  itemRowKey,
  onceColumns,
  sealedColumns,
  secretsColumns,
  untilColumns,
  type Item,
} from '../ledger/item-row';
import type { EffectRecord, Problem } from '../records';
import { plain } from './plain';

export type AnyEffect =
  RepeatableEffect<ConnectionName> | UniqueEffect<ConnectionName, JsonObject> | OnceEffect<ConnectionName, JsonObject>;

/** How long after `sending` is written the call may leave. Only this bounds the outside world; the lease fences the ledger. */
const sendWindowMs = 5_000;

/** Until when (epoch ms) a try may leave, and which it is. */
export interface Sending {
  readonly sendBy: number;
  readonly attempt: number;
}

export interface Outcome {
  readonly result?: JsonObject;
  /** False: the wanted state was there already. */
  readonly changed: boolean;
  readonly before?: Json;
  readonly undo?: UndoStep;
}

/** Writes what becomes of an item's effects. All but `sending` is queued and commits with or before the next `sending`. */
export class Journal {
  constructor(
    readonly item: Item,
    private readonly requestId: string,
    private readonly commit: GroupCommit,
  ) {}

  known(key: string): EffectRecord | undefined {
    return this.item.effects.get(key);
  }

  /** Whether a call may have left whose outcome is not known. */
  inDoubt(key: string): boolean {
    const state = this.known(key)?.state;
    return state === 'sending' || state === 'unknown';
  }

  /** The write-ahead: once it is committed, the call may leave until `sendBy`. */
  async sending(effect: AnyEffect, before?: Json): Promise<Sending> {
    const sendBy = Date.now() + sendWindowMs;
    const known = this.known(effect.key);
    const noAnswer = known !== undefined && this.inDoubt(effect.key) && known.answered !== true;
    const attempt = noAnswer ? known.attempt : (known?.attempt ?? 0) + 1;
    const record: EffectRecord = {
      ...this.#base(effect, known),
      state: 'sending',
      attempt,
      sendBy,
      ...(known?.doubtfulSince === undefined ? {} : { doubtfulSince: known.doubtfulSince }),
      ...(known?.problem === undefined ? {} : { problem: known.problem }),
      ...(before === undefined ? {} : { before }),
      after: plain(effect.after),
    };
    this.item.effects.set(effect.key, record);
    reached('effect:before-sending-written', { requestId: this.requestId, effect: effect.key });
    const columns = { ...effectColumns(record), ...secretsColumns(this.item), row: this.item.row };
    await this.commit.commit(itemRowKey(this.item.row), columns);
    reached('effect:sending-written', { requestId: this.requestId, effect: effect.key });
    return { sendBy, attempt };
  }

  done(effect: AnyEffect, { result, changed, before, undo }: Outcome): void {
    const known = this.known(effect.key);
    this.#put({
      ...this.#base(effect, known),
      state: 'done',
      attempt: known?.attempt ?? 0,
      after: plain(effect.after),
      changed,
      ...(before === undefined ? {} : { before }),
      ...(result === undefined ? {} : { result }),
      ...(undo === undefined || !changed ? {} : { undo }),
    });
    // Progress: faults are counted anew.
    this.item.tries = 0;
    reached('effect:done-written', { requestId: this.requestId, effect: effect.key });
  }

  /** It may have taken effect: to be settled by its class. The first reason is kept. */
  doubtful(effect: AnyEffect, problem: Problem): EffectRecord {
    const known = this.known(effect.key);
    const now = new Date().toISOString();
    const record: EffectRecord = {
      ...(known ?? { ...this.#base(effect, undefined), attempt: 0 }),
      state: 'unknown',
      at: now,
      doubtfulSince: known?.doubtfulSince ?? now,
      answered: problem.upstream?.status !== undefined,
      problem: known?.problem ?? problem,
    };
    this.#put(record);
    return record;
  }

  /** A definite refusal, or a change certainly not made. */
  failed(effect: AnyEffect, problem: Problem): void {
    const known = this.known(effect.key);
    this.#put({ ...this.#base(effect, known), state: 'failed', attempt: known?.attempt ?? 0, problem });
  }

  /** Certainly not sent, and to be tried again. */
  postponed(effect: AnyEffect): void {
    const known = this.known(effect.key);
    this.#put({ ...this.#base(effect, known), state: 'planned', attempt: known?.attempt ?? 0 });
  }

  /** Notes that the object was not seen although it would be visible by now. */
  absent(record: EffectRecord): void {
    this.#put({ ...record, absentAt: new Date().toISOString() });
  }

  once(key: string, value: Json): void {
    this.item.once.set(key, value);
    this.commit.queue(itemRowKey(this.item.row), { row: this.item.row, ...onceColumns(key, value) });
  }

  /** A secret that an answer held, sealed. */
  secret(name: string, sealed: string): void {
    this.item.sealed.set(name, sealed);
    if (!this.item.secrets.includes(name)) this.item.secrets = [...this.item.secrets, name];
    this.commit.queue(itemRowKey(this.item.row), { row: this.item.row, ...sealedColumns(name, sealed) });
  }

  until(key: string, deadline: string): void {
    this.item.until.set(key, deadline);
    this.commit.queue(itemRowKey(this.item.row), { row: this.item.row, ...untilColumns(key, deadline) });
  }

  #base(effect: AnyEffect, known: EffectRecord | undefined) {
    return {
      key: effect.key,
      summary: effect.summary,
      service: effect.service,
      class: effect.class,
      at: new Date().toISOString(),
      order: known?.order ?? this.item.effects.size,
      ...(effect.follows === undefined ? {} : { follows: effect.follows }),
    };
  }

  #put(record: EffectRecord): void {
    const columns = effectColumns(record);
    this.item.effects.set(record.key, record);
    this.commit.queue(itemRowKey(this.item.row), { row: this.item.row, ...columns });
  }
}
