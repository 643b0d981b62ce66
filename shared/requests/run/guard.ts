import { StewardError } from '../../errors';
import type { Item } from '../ledger/item-row';
import type { ChunkRun } from './chunk-run';
import type { Guard } from './effects/send';
import { checkPlanned } from './plan';
import { same } from './plain';
import { Held, Wait } from './signals';
import type { ActionStep } from './steps';

/** What is checked again before each effect: decisions, grants, the approved plan, and for an undo the present value. */
export function createGuard(chunk: ChunkRun, item: Item, step: ActionStep): Guard {
  const { record, services } = chunk;
  let expectation = record.force ? undefined : step.expect;

  async function stopped(): Promise<StewardError | undefined> {
    const halt = await halted(chunk);
    if (halt) return halt;
    const ask = { action: step.action, customerId: chunk.customerId, mode: 'apply' } as const;
    const decision = await services.grants.decide(record.caller, ask);
    return decision.allowed ? undefined : new StewardError('NOT_GRANTED', decision.reason);
  }

  return {
    stopped,
    async mayBegin(effect, present) {
      const stop = await stopped();
      if (stop) throw stop;
      if (item.plan !== null) await checkPlanned(item.plan, effect, present, item.effects);
      if (expectation === undefined || effect.class !== 'repeatable') return;
      if (!same(present, expectation)) {
        throw new StewardError('CHANGED_SINCE', `"${effect.summary}": the value has been changed since.`);
      }
      // Only the first value a step changes is the one that was left.
      expectation = undefined;
    },
  };
}

/** How soon work that was stopped by a pause looks whether it still holds. */
const pausedMs = 10_000;

/** The error a cancelled request ends with; throws while it is held or all work of the customer is paused. */
export async function halted(chunk: ChunkRun): Promise<StewardError | undefined> {
  const { services, record, customerId } = chunk;
  const [{ cancelledAt, heldAt }, pause] = await Promise.all([
    chunk.control(),
    // What ends a pause is not stopped by it.
    record.action.startsWith('system.') ? undefined : services.pauses.holdingFor(customerId),
  ]);
  if (cancelledAt !== undefined) return new StewardError('CANCELLED', 'The request was cancelled.');
  if (heldAt !== undefined) throw new Held();
  if (pause) throw new Wait(Date.now() + pausedMs, undefined, { code: 'PAUSED', detail: `Paused: ${pause.reason}` });
  return undefined;
}
