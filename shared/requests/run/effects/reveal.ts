import type { JsonObject } from '../../../json';
import type { Findable } from './look';
import { send, type EffectRun } from './send';

/**
 * Sends what may answer with secrets. They are sealed at once and commit with or before `done`. The key is had before
 * the call: what is shown only once must not be lost to a vault that cannot be reached afterwards.
 */
export async function sendRevealing(run: EffectRun, effect: Findable): Promise<JsonObject> {
  const names = Object.keys(effect.secrets ?? {});
  const seal = names.length === 0 ? undefined : await run.sealer();
  return send(run, effect, (to) =>
    effect.send(to, (name, value) => {
      if (!seal || !names.includes(name)) throw new Error(`The effect '${effect.key}' does not declare '${name}'.`);
      run.journal.secret(name, seal(name, value));
    }),
  );
}

/** Tells of the secrets that went with an answer nobody got. */
export function warnOfLost({ journal }: EffectRun, effect: Findable): void {
  const { item } = journal;
  for (const [name, remedy] of Object.entries(effect.secrets ?? {})) {
    if (item.sealed.has(name)) continue;
    item.warnings = [...item.warnings, { code: 'SECRET_LOST', detail: `${name} was shown once and lost. ${remedy}` }];
  }
}
