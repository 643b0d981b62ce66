import { StewardError } from '../../../errors';
import type { JsonObject } from '../../../json';
import type { AnyEffect } from '../journal';
import type { Findable } from './look';
import { applyOnce } from './once';
import { applyRepeatable } from './repeatable';
import { warnOfLost } from './reveal';
import type { EffectRun } from './send';
import { applyUnique } from './unique';

/** Carries out one effect of an action, or returns what was recorded of it. Undefined for repeatable ones. */
export async function applyEffect(run: EffectRun, effect: AnyEffect): Promise<JsonObject | undefined> {
  const known = run.journal.known(effect.key);
  if (known?.state === 'done') {
    if (effect.class === 'repeatable') return undefined;
    return known.result ?? (await findSettled(run, effect));
  }
  switch (effect.class) {
    case 'repeatable':
      await applyRepeatable(run, effect);
      return undefined;
    case 'unique':
      return applyUnique(run, effect);
    case 'once':
      return applyOnce(run, effect);
  }
}

/** A person has said that it was done, so there is an object; what follows needs to know which. */
async function findSettled(run: EffectRun, effect: Findable): Promise<JsonObject> {
  const finding = await effect.find();
  if (finding.is !== 'found') {
    throw new StewardError('OUTCOME_UNKNOWN', `"${effect.summary}" was settled as done, but it cannot be found.`);
  }
  warnOfLost(run, effect);
  run.journal.done(effect, {
    result: finding.result,
    changed: true,
    ...(effect.undo ? { undo: effect.undo(finding.result) } : {}),
  });
  return finding.result;
}
