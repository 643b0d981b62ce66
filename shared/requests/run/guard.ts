import { StewardError } from '../../errors';
import type { Json } from '../../json';
import type { Item } from '../ledger/item-row';
import type { ChunkRun } from './chunk-run';
import type { AnyEffect } from './journal';
import { checkPlanned } from './plan';
import { same } from './plain';
import { Halted } from './signals';
import type { ActionStep } from './steps';

/** What is checked again before each effect: decisions, grants, the approved plan, and for an undo the present value. */
export function createGuard(chunk: ChunkRun, item: Item, step: ActionStep) {
  const { record, services } = chunk;
  let expectation = record.force ? undefined : step.expect;

  return async function mayBegin(effect: AnyEffect, present: Json): Promise<void> {
    const control = await chunk.control();
    if (control.cancelledAt !== undefined) throw new Halted('cancelled');
    if (control.heldAt !== undefined) throw new Halted('held');
    const decision = await services.grants.decide(record.caller, {
      action: step.action,
      customerId: record.customerId,
      mode: 'apply',
    });
    if (!decision.allowed) throw new StewardError('NOT_GRANTED', decision.reason);
    if (item.plan !== null) await checkPlanned(item.plan, effect, present, item.effects);
    if (expectation !== undefined && effect.class === 'repeatable') {
      if (!same(present, expectation)) {
        throw new StewardError('CHANGED_SINCE', `"${effect.summary}": the value has been changed since.`);
      }
      // Only the first value a step changes is the one that was left.
      expectation = undefined;
    }
  };
}
