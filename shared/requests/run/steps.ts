import type { AnyAction, UndoStep } from '../../actions/action';
import { StewardError } from '../../errors';
import type { Json, JsonObject } from '../../json';
import type { RequestRecord } from '../records';
import type { Services } from '../services';

/** One run of an action within an item. An ordinary item has one, the item of an undo one for each effect undone. */
export interface ActionStep {
  readonly action: AnyAction;
  readonly input: JsonObject;
  /** Before every key; empty for the only step. */
  readonly prefix: string;
  /** Undo: what must be found as present value. */
  readonly expect?: Json;
}

/** Name of the requests that undo others; not in the catalogue, since nobody submits them. */
export const undoActionName = 'requests.undo';

/** What the item of an undo holds as its input. */
export interface UndoInput {
  readonly steps: readonly UndoStep[];
  /** Summaries of effects that cannot be undone: listed, never skipped silently. */
  readonly impossible: readonly string[];
}

export function stepsOf(record: RequestRecord, input: JsonObject, findAction: Services['findAction']): ActionStep[] {
  if (record.undoes === null) return [{ action: found(record.action, findAction), input, prefix: '' }];
  return (input as unknown as UndoInput).steps.map((step, n) => ({
    action: found(step.action, findAction),
    input: step.input,
    prefix: `u${String(n + 1)}-`,
    ...(step.expect === undefined ? {} : { expect: step.expect }),
  }));
}

/** What the undo of an item leaves as it is, told with its outcome. */
export function undoWarnings(input: JsonObject): { code: string; detail: string }[] {
  const { impossible } = input as unknown as UndoInput;
  return impossible.map((summary) => ({ code: 'UNDO_IMPOSSIBLE', detail: `"${summary}" cannot be undone.` }));
}

function found(name: string, findAction: Services['findAction']): AnyAction {
  const action = findAction(name);
  if (!action) throw new StewardError('ACTION_UNKNOWN', `There is no action ${name}.`);
  return action;
}
