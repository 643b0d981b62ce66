import { isRestError } from '../../connections/storage/tables';
import { StewardError } from '../../errors';
import type { Item } from '../ledger/item-row';
import { toProblem } from '../problem';
import type { Problem } from '../records';
import { backOffMs, givesUp, isTransient, waitAfter } from './back-off';
import { Attention, Held, Wait } from './signals';

/** Where an item stands after a run that did not reach its end. */
export function conclude(item: Item, thrown: unknown): void {
  const error = isAway(thrown) ? new StewardError('STORAGE_UNAVAILABLE', 'Storage did not answer.') : thrown;
  item.nextAttemptAt = null;
  if (error instanceof Wait) wait(item, error);
  else if (error instanceof Attention) end(item, 'needsAttention', error.problem);
  else if (error instanceof Held) item.state = 'queued';
  else if (error instanceof StewardError && isTransient(error)) wait(item, waitAfter(error, item.tries));
  // A refusal beside an effect in doubt (an action that makes several at once): that one is settled first.
  else if (doubtful(item)) wait(item, new Wait(Date.now() + backOffMs(item.tries), toProblem(error)));
  else stop(item, toProblem(error));
}

/** Storage gave no answer to a read, or none that says anything. */
function isAway(error: unknown): boolean {
  return isRestError(error) && (error.statusCode === undefined || error.statusCode >= 500);
}

function wait(item: Item, { untilMs, fault, reason }: Wait): void {
  if (fault !== undefined) item.tries += 1;
  if (fault !== undefined && givesUp(fault.code, item.tries)) {
    const unknown = doubtful(item);
    if (unknown === undefined) stop(item, fault);
    else end(item, 'needsAttention', { ...fault, code: 'OUTCOME_UNKNOWN', detail: unknownDetail(unknown.summary) });
    return;
  }
  item.state = 'waiting';
  item.problem = fault ?? reason ?? null;
  item.nextAttemptAt = new Date(untilMs).toISOString();
}

/** What has been changed and what has not is always told. */
function stop(item: Item, problem: Problem): void {
  if (hasChanged(item)) end(item, 'partiallySucceeded', problem);
  else end(item, problem.code === 'CANCELLED' ? 'cancelled' : 'failed', problem);
}

/** Whether something was really changed for this item. */
export function hasChanged(item: Item): boolean {
  return [...item.effects.values()].some(({ state, changed }) => state === 'done' && changed === true);
}

function end(item: Item, state: Item['state'], problem: Problem): void {
  item.state = state;
  item.problem = problem;
}

function doubtful(item: Item) {
  return [...item.effects.values()].find(({ state }) => state === 'sending' || state === 'unknown');
}

function unknownDetail(summary: string): string {
  return `It is not known whether "${summary}" was done.`;
}
