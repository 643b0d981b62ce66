import { StewardError } from '../errors';
import type { Columns } from './ledger/columns';
import { effectColumns, type Item } from './ledger/item-row';
import type { RequestRows } from './ledger/request-rows';
import type { Caller, EffectRecord, Requests } from './records';
import { conflict } from './refusals';
import { conclude } from './run/conclude';
import type { Services } from './services';
import { reopen } from './verbs';
import { rowsOf } from './rows';
import { readView } from './view';

type Decision = Parameters<Requests['settle']>[2];

/** A person says how an unknown effect ended. Done: the request goes on from there. Not done: it ends, and can be retried. */
export async function settle(services: Services, rows: RequestRows, caller: Caller, decision: Decision): Promise<void> {
  const { state, item } = await readView(services, rows);
  if (state !== 'needsAttention') throw conflict(`A request that is ${state} has nothing to settle.`);
  const row = decision.row ?? item?.row;
  if (row === undefined) {
    throw new StewardError('INPUT_INVALID', 'The row is missing.', {
      errors: [{ pointer: '/row', detail: 'Name the row of the item: this request has several.' }],
    });
  }
  const target = (await rowsOf(services, rows)).find((candidate) => candidate.item.row === row)?.item;
  const effect = target?.effects.get(decision.effect);
  if (!target || !effect || !isOpen(effect, target.problem?.code)) {
    throw conflict(`There is no effect ${decision.effect} in row ${String(row)} that is to be settled.`);
  }
  await reopen(services, rows, (candidate) => {
    return candidate.row === row ? change(candidate, effect, caller, decision) : {};
  });
}

function isOpen({ state }: EffectRecord, code: string | undefined): boolean {
  return state === 'unknown' || state === 'sending' || (state === 'done' && code === 'EFFECTS_DIVERGED');
}

function change(item: Item, effect: EffectRecord, caller: Caller, { outcome, reason }: Decision): Columns {
  const who = `${effect.key} was settled as ${outcome === 'done' ? 'done' : 'not done'} by ${caller.id}: ${reason}`;
  item.warnings = [...item.warnings, { code: 'SETTLED', detail: who }];
  const { problem: _problem, ...rest } = effect;
  const settled: EffectRecord = {
    ...rest,
    state: outcome === 'done' ? 'done' : 'failed',
    at: new Date().toISOString(),
    settled: true,
    ...(outcome === 'done' ? { changed: effect.changed ?? true } : {}),
  };
  item.effects.set(effect.key, settled);
  if (outcome === 'notDone') conclude(item, new StewardError('OUTCOME_UNKNOWN', who));
  return effectColumns(settled);
}
