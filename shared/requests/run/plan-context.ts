import type { Context } from '../../actions/action';
import type { ConnectionName } from '../../connections/types';
import { standIn, type Later } from '../../later';
import type { PlanEntry } from '../records';
import type { AnyEffect } from './journal';
import { plain, same } from './plain';

export type PlanOptions = Pick<
  Context<ConnectionName>,
  'graph' | 'customers' | 'customer' | 'marker' | 'markerProperty'
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
    const entry = await planEntry(effect);
    if (entry) entries.push(entry);
    return effect.class === 'repeatable' ? undefined : standIn(effect.key);
  }

  const context: Context<ConnectionName> = {
    ...connections,
    effect: ask as Context<ConnectionName>['effect'],
    once: (_key, read) => read(),
    until: () => Promise.resolve(),
    password: (name) => Promise.resolve(standIn(name) as Later<string>),
    warn: (code, detail) => {
      warnings.push({ code, detail });
    },
  };
  return { context, entries, warnings };
}

/** What an effect would change; undefined when the wanted state is there. */
export async function planEntry(effect: AnyEffect, present?: unknown): Promise<PlanEntry | undefined> {
  const { key, summary, service } = effect;
  const before = effect.class === 'repeatable' ? plain(present ?? (await effect.before())) : null;
  if (effect.class === 'repeatable' && same(before, effect.after)) return undefined;
  return { key, summary, service, before, after: plain(effect.after), undo: undoName(effect, before) };
}

/** Name of the action that would undo it. Its input is made of results that a plan does not have. */
function undoName(effect: AnyEffect, before: PlanEntry['before']): string | null {
  if (effect.class === 'repeatable') return effect.undo?.(before).action ?? null;
  return effect.undo?.(standIn(effect.key) as never).action ?? null;
}
