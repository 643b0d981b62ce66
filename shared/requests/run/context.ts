import type { Context } from '../../actions/action';
import type { ConnectionName } from '../../connections/types';
import { StewardError, toError } from '../../errors';
import type { Json, JsonObject } from '../../json';
import type { Kept, Later } from '../../later';
import { applyEffect } from './effects/apply';
import type { EffectRun } from './effects/send';
import type { AnyEffect } from './journal';
import { Wait } from './signals';

export interface ApplyOptions extends Pick<
  Context<ConnectionName>,
  ConnectionName | 'customer' | 'limits' | 'marker' | 'markerProperty'
> {
  readonly run: EffectRun;
  /** Put before every key: the steps of an undo are runs of their own in one item. */
  readonly prefix: string;
  readonly password: (name: string) => Promise<string>;
}

/** What an action's `run` gets in apply mode, and what is known of how it used it. */
export interface Applying {
  readonly context: Context<ConnectionName>;
  readonly asked: ReadonlySet<string>;
  /** Resolves when no effect is under way any more: an action may have started several and left at the first fault. */
  readonly settled: () => Promise<void>;
}

export function applyContext(options: ApplyOptions): Applying {
  const { run, prefix, password, ...connections } = options;
  const { journal } = run;
  const asked = new Set<string>();
  const underWay = new Set<Promise<unknown>>();
  let stopped: Error | undefined;

  async function track<T>(start: () => Promise<T>): Promise<T> {
    // After a fault has ended the run nothing more begins, whatever the action makes of it.
    if (stopped !== undefined) throw stopped;
    const work = start();
    underWay.add(work);
    try {
      return await work;
    } finally {
      underWay.delete(work);
    }
  }

  function ending<T>(work: () => Promise<T>): Promise<T> {
    return track(async () => {
      try {
        return await work();
      } catch (error) {
        stopped ??= toError(error);
        throw error;
      }
    });
  }

  function ask(effect: AnyEffect): Promise<unknown> {
    const key = prefix + effect.key;
    if (asked.has(key)) throw new Error(`The effect '${key}' was asked for twice.`);
    asked.add(key);
    const follows = effect.follows === undefined ? {} : { follows: prefix + effect.follows };
    return ending(() => applyEffect(run, { ...effect, key, ...follows }));
  }

  async function readOnce<T extends Json>(key: string, read: () => Promise<T>): Promise<T> {
    const known = journal.item.once.get(key);
    if (known !== undefined) return known as T;
    const value = await read();
    journal.once(key, value);
    return value;
  }

  async function waitUntil(key: string, isTrue: () => Promise<boolean>, deadline: string): Promise<void> {
    const recorded = journal.item.until.get(key);
    if (recorded === passed) return;
    if (await isTrue()) {
      journal.until(key, passed);
      return;
    }
    const end = recorded ?? new Date(Date.now() + durationMs(deadline)).toISOString();
    if (recorded === undefined) journal.until(key, end);
    const leftMs = Date.parse(end) - Date.now();
    const stop = await run.stopped();
    if (stop) throw stop;
    if (leftMs <= 0) throw new StewardError('WAIT_TIMED_OUT', `Waited ${deadline} for ${key}.`);
    throw new Wait(Date.now() + Math.min(leftMs, lookAgainMs(durationMs(deadline) - leftMs)));
  }

  async function waitUntilFound<T extends JsonObject>(
    key: string,
    look: () => Promise<T | undefined>,
    deadline: string,
  ): Promise<Kept<T>> {
    const isFound = async (): Promise<boolean> => {
      const found = await look();
      // With or before the note that the wait is over.
      if (found !== undefined) journal.once(key, found);
      return found !== undefined;
    };
    await waitUntil(key, isFound, deadline);
    // The real value; its type keeps an action from looking at it.
    return journal.item.once.get(key) as unknown as Kept<T>;
  }

  const context: Context<ConnectionName> = {
    ...connections,
    effect: ask as Context<ConnectionName>['effect'],
    once: (key, read) => track(() => readOnce(prefix + key, read)),
    until: (key, isTrue, { deadline }) => ending(() => waitUntil(prefix + key, isTrue, deadline)),
    untilFound: (key, look, { deadline }) => ending(() => waitUntilFound(prefix + key, look, deadline)),
    // The real value; its type keeps an action from looking at it.
    password: async (name) => (await password(name)) as unknown as Later<string>,
    warn(code, detail) {
      const { warnings } = journal.item;
      if (!warnings.some((warning) => warning.code === code && warning.detail === detail)) {
        journal.item.warnings = [...warnings, { code, detail }];
      }
    },
  };
  return {
    context,
    asked,
    async settled() {
      while (underWay.size > 0) await Promise.allSettled(underWay);
      if (stopped !== undefined) throw stopped;
    },
  };
}

/** Recorded in place of the deadline once it has become true. */
const passed = 'passed';

/** Often at first, seldom after long: what takes minutes is not asked for every second. */
function lookAgainMs(waitedMs: number): number {
  return Math.min(Math.max(waitedMs / 2, 2_000), 60_000);
}

const units = { D: 86_400_000, H: 3_600_000, M: 60_000, S: 1_000 } as const;

/** ISO 8601 durations of days, hours, minutes and seconds, e.g. `PT10M`. */
function durationMs(text: string): number {
  const parts = [...text.matchAll(/(\d+)([DHMS])/g)];
  if (!/^P(?=\d|T\d)(\d+D)?(T(\d+H)?(\d+M)?(\d+S)?)?$/.test(text)) throw new Error(`'${text}' is no duration.`);
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * units[unit as keyof typeof units], 0);
}
