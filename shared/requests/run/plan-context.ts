import type { Context } from '../../actions/action';
import type { ConnectionName } from '../../connections/types';
import { StewardError } from '../../errors';
import { standIn, type Kept, type Later } from '../../later';
import type { PlanEntry } from '../records';
import type { Findable } from './effects/look';
import type { AnyEffect } from './journal';
import { plain, same } from './plain';

export type PlanOptions = Pick<
  Context<ConnectionName>,
  ConnectionName | 'customer' | 'limits' | 'marker' | 'markerProperty'
>;

/** What an action's `run` gets in plan mode: reads pass, effects are noted, nothing is sent. */
export function planContext(connections: PlanOptions): {
  readonly context: Context<ConnectionName>;
  readonly entries: PlanEntry[];
  readonly warnings: { code: string; detail: string }[];
} {
  const entries: PlanEntry[] = [];
  const warnings: { code: string; detail: string }[] = [];

  async function ask(effect: AnyEffect): Promise<unknown> {
    if (effect.class !== 'repeatable') await refuseTaken(effect);
    const entry = await planEntry(effect, entries);
    if (entry) entries.push(entry);
    return effect.class === 'repeatable' ? undefined : standIn(effect.key);
  }

  const context: Context<ConnectionName> = {
    ...connections,
    effect: ask as Context<ConnectionName>['effect'],
    once: (_key, read) => read(),
    until: () => Promise.resolve(),
    untilFound: <T>(key: string) => Promise.resolve(standIn(key) as unknown as Kept<T>),
    password: (name) => Promise.resolve(standIn(name) as Later<string>),
    warn: (code, detail) => {
      warnings.push({ code, detail });
    },
  };
  return { context, entries, warnings };
}

/** An effect that would only meet an object of somebody else is refused in the plan already. */
async function refuseTaken(effect: Findable): Promise<void> {
  try {
    if ((await effect.find()).is !== 'taken') return;
  } catch (error) {
    // What it would be found by comes from an earlier effect and does not exist yet.
    if (error instanceof StewardError && error.code === 'PATH_UNSAFE') return;
    throw error;
  }
  throw new StewardError('ALREADY_EXISTS', `"${effect.summary}": an object with this name exists.`, {
    upstream: { service: effect.service },
  });
}

/** What an effect would change, given the entries before it; undefined when the wanted state is there. */
export async function planEntry(
  effect: AnyEffect,
  entries: readonly PlanEntry[],
  present?: unknown,
): Promise<PlanEntry | undefined> {
  const { key, summary, service } = effect;
  const before = effect.class === 'repeatable' ? plain(present ?? effect.atFirst ?? (await effect.before())) : null;
  if (effect.class === 'repeatable' && same(before, effect.after)) return undefined;
  return {
    key,
    summary,
    service,
    before,
    after: plain(effect.after),
    undo: undoName(effect, before) ?? undoOfFollowed(effect, entries),
  };
}

/** Name of the action that would undo it. Its input is made of results that a plan does not have. */
function undoName(effect: AnyEffect, before: PlanEntry['before']): string | null {
  if (effect.class === 'repeatable') return effect.undo?.(before).action ?? null;
  return effect.undo?.(standIn(effect.key) as never).action ?? null;
}

/** Undoing the effect that made an object undoes what was done to it since. */
function undoOfFollowed({ follows }: AnyEffect, entries: readonly PlanEntry[]): string | null {
  return entries.find(({ key }) => key === follows)?.undo ?? null;
}
