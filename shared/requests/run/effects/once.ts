import type { OnceEffect } from '../../../actions/action';
import type { ConnectionName } from '../../../connections/types';
import { UpstreamError } from '../../../errors';
import type { JsonObject } from '../../../json';
import { settleByLooking } from './look';
import { sendRevealing, warnOfLost } from './reveal';
import { sendFailed, type EffectRun } from './send';

/** Neither repeatable nor keyed: after an unknown outcome it is looked for, never sent again by itself. */
export async function applyOnce(run: EffectRun, effect: OnceEffect<ConnectionName, JsonObject>): Promise<JsonObject> {
  const result = run.journal.inDoubt(effect.key)
    ? await settleByLooking(run, effect, effect.replicationWindowMs)
    : await sendFirst(run, effect);
  warnOfLost(run, effect);
  run.journal.done(effect, { result, changed: true, ...(effect.undo ? { undo: effect.undo(result) } : {}) });
  return result;
}

async function sendFirst(run: EffectRun, effect: OnceEffect<ConnectionName, JsonObject>): Promise<JsonObject> {
  await run.mayBegin(effect, null);
  try {
    return await sendRevealing(run, effect);
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    sendFailed(run, effect, error, false);
  }
}
