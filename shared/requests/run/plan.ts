import { StewardError } from '../../errors';
import type { Json } from '../../json';
import type { EffectRecord, PlanEntry } from '../records';
import type { AnyEffect } from './journal';
import { canonical, same, sha256 } from './plain';
import { planEntry } from './plan-context';

/** What a caller approves: it stays the same as long as the request would do the same. */
export function planHash(action: string, rows: readonly Planned[]): string {
  const items = rows.map(({ customerId, item: { plan } }) => ({
    customer: customerId,
    // Null: it could not be planned, which is not the same as nothing to do.
    effects: plan?.map(({ key, service, before, after, undo }) => ({ key, service, before, after, undo })) ?? null,
  }));
  return sha256(canonical({ action, items }));
}

/** A row as far as its plan goes. */
export interface Planned {
  readonly customerId: string | null;
  readonly item: { readonly plan: readonly PlanEntry[] | null };
}

/** Compares the next effect with the plan that was approved. Throws PLAN_CHANGED. */
export async function checkPlanned(
  plan: readonly PlanEntry[],
  effect: AnyEffect,
  present: Json,
  effects: ReadonlyMap<string, EffectRecord>,
): Promise<void> {
  const now = await planEntry(effect, plan, present);
  const planned = plan.find((entry) => entry.key === effect.key);
  const resolve = (value: Json) => resolveRefs(value, effects);
  const holds =
    now !== undefined &&
    planned !== undefined &&
    same(resolve(planned.before), now.before) &&
    same(resolve(planned.after), now.after) &&
    planned.undo === now.undo;
  if (!holds) throw new StewardError('PLAN_CHANGED', `"${effect.summary}" is no longer what was planned.`);
}

/** Puts the results of effects that are done in place of `{ "$ref": "create-user.id" }`. */
function resolveRefs(value: Json, effects: ReadonlyMap<string, EffectRecord>): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map((entry) => resolveRefs(entry, effects));
  const reference = value['$ref'];
  if (typeof reference !== 'string') {
    return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, resolveRefs(entry, effects)]));
  }
  const [key = '', ...path] = reference.split('.');
  let found: Json | undefined = effects.get(key)?.result;
  for (const name of path) {
    found = typeof found === 'object' && found !== null && !isList(found) ? found[name] : undefined;
  }
  return found ?? value;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
