import type { UniqueEffect } from '../../../actions/action';
import type { ConnectionName } from '../../../connections/types';
import { UpstreamError } from '../../../errors';
import type { JsonObject } from '../../../json';
import { toProblem } from '../../problem';
import { isTransient } from '../back-off';
import { Wait } from '../signals';
import { find, settleByLooking, taken, unknown } from './look';
import { sendRevealing, warnOfLost } from './reveal';
import { notYetMs, replicationMs, sendFailed, type EffectRun } from './send';

type Effect = UniqueEffect<ConnectionName, JsonObject>;

/**
 * The service enforces a key, so sending again is safe. A conflict is never yet a failure: it goes to `find`; ours →
 * done, not ours → failed.
 */
export async function applyUnique(run: EffectRun, effect: Effect): Promise<JsonObject> {
  const inDoubt = run.journal.inDoubt(effect.key);
  if (!inDoubt) await run.mayBegin(effect, null);
  const result = inDoubt && (await run.stopped()) ? await look(run, effect) : await sendOrFind(run, effect, inDoubt);
  warnOfLost(run, effect);
  const changed = effect.prepares !== true;
  run.journal.done(effect, { result, changed, ...(effect.undo ? { undo: effect.undo(result) } : {}) });
  return result;
}

async function look(run: EffectRun, effect: Effect): Promise<JsonObject> {
  const found = await settleByLooking(run, effect, replicationMs);
  if (found === undefined) throw unknown(run, effect);
  return found;
}

async function sendOrFind(run: EffectRun, effect: Effect, inDoubt: boolean): Promise<JsonObject> {
  try {
    return await sendRevealing(run, effect);
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    if (error.outcome === 'refused' && effect.isConflict(error)) return whoseIsIt(run, effect, error);
    if (error.outcome === 'refused' && inDoubt && !isTransient(error)) return refusedInDoubt(run, effect);
    sendFailed(run, effect, error, inDoubt);
  }
}

/** Something has the key. It may be ours and not yet visible to the replica that is asked. */
async function whoseIsIt(run: EffectRun, effect: Effect, conflict: UpstreamError): Promise<JsonObject> {
  const finding = await find(run, effect);
  if (finding.is === 'found') return finding.result;
  if (finding.is === 'taken') throw taken(run, effect, conflict);
  const record = run.journal.doubtful(effect, toProblem(conflict));
  const since = Date.parse(record.doubtfulSince ?? record.at);
  if (Date.now() - since < replicationMs) throw new Wait(Date.now() + notYetMs);
  // Nothing but the conflict was ever in doubt: it is not ours.
  throw record.problem?.code === conflict.code ? taken(run, effect, conflict) : unknown(run, effect);
}

/** An earlier try may have done it; that this one was refused says nothing about that. */
async function refusedInDoubt(run: EffectRun, effect: Effect): Promise<JsonObject> {
  const finding = await find(run, effect);
  if (finding.is === 'found') return finding.result;
  throw finding.is === 'taken' ? taken(run, effect) : unknown(run, effect);
}
