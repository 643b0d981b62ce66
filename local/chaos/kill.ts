import { expect } from 'vitest';
import type { Outcome, Scene } from './scene';
import type { StepReport } from './steps';

export interface FaultFree {
  readonly steps: readonly StepReport[];
  readonly outcome: Outcome;
}

/**
 * Which steps: those between which something has changed outside the process (before `sending` is written, before the
 * call leaves, after that, after its answer, before the message is deleted), all, or all calls to storage as well.
 */
export type Which = 'telling' | 'all' | 'storage';

const telling = /^effect:(before-sending-written|answered)|^call:(sending|sent)|^storage:asked|^message:worked/;

/** Works on the action in a process that nothing happens to: the steps there are, and what is to be left behind. */
export async function faultFree(scene: Scene, allStorage: boolean): Promise<FaultFree> {
  await scene.set();
  const { by, state, steps, said } = await scene.victims.take().run(scene.job({ allStorage }));
  expect({ by, state, said }).toEqual({ by: 0, state: 'succeeded', said: '' });
  return { steps, outcome: await scene.outcome(await scene.submitAgain()) };
}

/** Kills at each of the steps; returns how many those were. */
export async function killAtEach(scene: Scene, which: Which): Promise<number> {
  const expected = await faultFree(scene, which === 'storage');
  const numbers = expected.steps.flatMap(({ step }, n) => {
    return which !== 'telling' || telling.test(step) ? [n + 1] : [];
  });
  for (const at of numbers) await killAt(scene, at, expected, which === 'storage');
  return numbers.length;
}

/** Kills the process at its step of this number; the others finish what it left. All must be as if it had lived. */
async function killAt(scene: Scene, at: number, expected: FaultFree, allStorage: boolean): Promise<void> {
  await scene.set();
  const { by, steps, said } = await scene.victims.take().run(scene.job({ at, allStorage }));
  const where = `${scene.action.name} killed at step ${String(at)}, ${steps.at(-1)?.step ?? ''}`;
  // How often a lagging replica is asked depends on the moment: such a run may end before this step, and is checked all the same.
  const short = scene.replicaLagMs > 0 && by === 0 && steps.length < at;
  if (!short) expect({ by, count: steps.length, said }, where).toEqual({ by: 'SIGKILL', count: at, said: '' });
  // What was accepted is done even if the caller never asks again.
  const accepted = steps.find(({ step }) => step === 'accept:request-written')?.requestId;
  if (accepted !== undefined) await scene.finish(accepted);
  const id = await scene.submitAgain();
  if (accepted === undefined) await scene.finish(id);
  await scene.redeliver();
  expect(await scene.outcome(id), where).toEqual(expected.outcome);
  if (accepted !== undefined) expect(id, where).toBe(accepted);
}
