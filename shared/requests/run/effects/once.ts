import type { OnceEffect } from '../../../actions/action';
import type { ConnectionName } from '../../../connections/types';
import { UpstreamError } from '../../../errors';
import type { JsonObject } from '../../../json';
import { isTransient } from '../back-off';
import { settleByLooking, unknown } from './look';
import { sendRevealing, warnOfLost } from './reveal';
import { sendFailed, type EffectRun } from './send';

type Effect = OnceEffect<ConnectionName, JsonObject>;

/** Neither repeatable nor keyed: after an unknown outcome it is looked for; a person decides where nothing is found. */
export async function applyOnce(run: EffectRun, effect: Effect): Promise<JsonObject> {
  const inDoubt = run.journal.inDoubt(effect.key);
  if (!inDoubt) await run.mayBegin(effect, null);
  const result = (inDoubt ? await settle(run, effect) : undefined) ?? (await sendIt(run, effect, inDoubt));
  warnOfLost(run, effect);
  run.journal.done(effect, { result, changed: true, ...(effect.undo ? { undo: effect.undo(result) } : {}) });
  return result;
}

/** Undefined: not to be seen after all windows, and the service does not do the very same call twice. */
async function settle(run: EffectRun, effect: Effect): Promise<JsonObject | undefined> {
  const found = await settleByLooking(run, effect, effect.replicationWindowMs);
  if (found !== undefined) return found;
  if ((await run.stopped()) || !(await effect.canRepeat?.())) throw unknown(run, effect);
  return undefined;
}

async function sendIt(run: EffectRun, effect: Effect, inDoubt: boolean): Promise<JsonObject> {
  try {
    return await sendRevealing(run, effect);
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    // That this one was refused says nothing about the one before.
    if (error.outcome === 'refused' && inDoubt && !isTransient(error)) throw unknown(run, effect);
    sendFailed(run, effect, error, inDoubt);
  }
}
