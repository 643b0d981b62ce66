import { expect } from 'vitest';
import type { Outcome, Scene } from './scene';
import type { StepReport } from './steps';

export interface FaultFree {
  readonly steps: readonly StepReport[];
  readonly outcome: Outcome;
}

/** Works on the action in a process that nothing happens to: the steps there are, and what is to be left behind. */
export async function faultFree(scene: Scene, allStorage: boolean): Promise<FaultFree> {
  await scene.set();
  const { by, state, steps, said } = await scene.victims.take().run(scene.job({ allStorage }));
  expect({ by, state, said }).toEqual({ by: 0, state: 'succeeded', said: '' });
  return { steps, outcome: await scene.outcome(await scene.submitAgain()) };
}

/** Kills at each step there is; returns how many those were. */
export async function killAtEach(scene: Scene, allStorage = false): Promise<number> {
  const expected = await faultFree(scene, allStorage);
  for (let at = 1; at <= expected.steps.length; at += 1) await killAt(scene, at, expected, allStorage);
  return expected.steps.length;
}

/** Kills the process at its step of this number; the others finish what it left. All must be as if it had lived. */
async function killAt(scene: Scene, at: number, expected: FaultFree, allStorage: boolean): Promise<void> {
  await scene.set();
  const { by, steps, said } = await scene.victims.take().run(scene.job({ at, allStorage }));
  const where = `${scene.action.name} killed at step ${String(at)}, ${steps.at(-1)?.step ?? ''}`;
  expect({ by, count: steps.length, said }, where).toEqual({ by: 'SIGKILL', count: at, said: '' });
  // What was accepted is done even if the caller never asks again.
  const accepted = steps.find(({ step }) => step === 'accept:request-written')?.requestId;
  if (accepted !== undefined) await scene.finish(accepted);
  const id = await scene.submitAgain();
  if (accepted === undefined) await scene.finish(id);
  await scene.redeliver();
  expect(await scene.outcome(id), where).toEqual(expected.outcome);
  if (accepted !== undefined) expect(id, where).toBe(accepted);
}
