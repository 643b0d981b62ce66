import type { RepeatableEffect } from '../../../actions/action';
import type { ConnectionName } from '../../../connections/types';
import { StewardError, UpstreamError } from '../../../errors';
import type { Json } from '../../../json';
import { toProblem } from '../../problem';
import { plain, same } from '../plain';
import { Attention, Wait } from '../signals';
import { isNotYet, latestEffectMs, notYetMs, send, sendFailed, type EffectRun } from './send';

type Effect = RepeatableEffect<ConnectionName>;

/**
 * Sending again changes nothing more. From unknown: as wanted → done; as before → send again; anything else → somebody
 * else changed it, a person decides.
 */
export async function applyRepeatable(run: EffectRun, effect: Effect): Promise<void> {
  const { journal } = run;
  const known = journal.inDoubt(effect.key) ? journal.known(effect.key) : undefined;
  const isNew = known === undefined && effect.atFirst !== undefined;
  const present = isNew ? plain(effect.atFirst) : await read(run, effect);
  if (same(present, effect.after)) {
    const before = known?.before ?? present;
    // In doubt, the value is as wanted because we sent it: it is ours to undo.
    const changed = known !== undefined;
    journal.done(effect, { changed, before, ...undoOf(effect, before) });
    return;
  }
  if (known) {
    if (!same(present, known.before)) throw changedSince(run, effect);
    const stop = await run.stopped();
    if (stop) stopInDoubt(run, effect, known.sendBy ?? 0, stop);
  } else {
    await run.mayBegin(effect, present);
  }
  const before = known?.before ?? present;
  try {
    await send(run, effect, (to) => effect.send(to, before), before);
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    sendFailed(run, effect, error, known !== undefined);
  }
  journal.done(effect, { changed: true, before, ...undoOf(effect, before) });
}

async function read({ journal }: EffectRun, effect: Effect): Promise<Json> {
  try {
    return plain(await effect.before());
  } catch (error) {
    if (isNotYet(journal, effect, error)) throw new Wait(Date.now() + notYetMs);
    throw error;
  }
}

function undoOf(effect: Effect, before: Json) {
  return effect.undo ? { undo: effect.undo(before) } : {};
}

function changedSince({ journal }: EffectRun, effect: Effect): Attention {
  const problem = toProblem(
    new StewardError('CHANGED_SINCE', `"${effect.summary}" was in doubt, and the value is now neither old nor new.`),
  );
  journal.doubtful(effect, problem);
  return new Attention(problem);
}

/** Stopped while in doubt, and the old value is read: not made, once the call cannot arrive any more. */
function stopInDoubt({ journal }: EffectRun, effect: Effect, sendBy: number, error: StewardError): never {
  const settledAt = sendBy + latestEffectMs(effect.service);
  if (Date.now() < settledAt) throw new Wait(settledAt);
  journal.failed(effect, toProblem(error));
  throw error;
}
