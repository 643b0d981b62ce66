import { expect } from 'vitest';
import { clockOffset } from '../clock';
import { faultFree, type FaultFree } from './kill';
import type { Scene } from './scene';

/** About to send, and answered but not yet written: where a worker that goes on would do harm. */
const aroundSending = /^call:(asked|answered)|^storage:/;

/** Stops the process at each step around the sending of an effect, or at each there is; returns how many those were. */
export async function stopAtEach(scene: Scene, everywhere = false): Promise<number> {
  const expected = await faultFree(scene, everywhere);
  const numbers = expected.steps.flatMap(({ step }, n) => (everywhere || aroundSending.test(step) ? [n + 1] : []));
  for (const at of numbers) await stopAt(scene, at, expected, everywhere);
  return numbers.length;
}

/** Stops the process at its step of this number; when others have done its work it is woken, and must add nothing. */
async function stopAt(scene: Scene, at: number, expected: FaultFree, allStorage: boolean): Promise<void> {
  await scene.set();
  const victim = scene.victims.take();
  const end = victim.run(scene.job({ at, signal: 'SIGSTOP', allStorage }));
  await victim.reached(at);
  const id = await scene.submitAgain();
  await scene.finish(id);
  const before = await scene.traces(id);
  victim.wake(clockOffset());
  const { by, state, said, steps } = await end;
  const { step = '' } = steps[at - 1] ?? {};
  const where = `${scene.action.name} stopped at step ${String(at)}, ${step}, and woken`;
  expect({ by, state, said }, where).toEqual({ by: 0, state: 'succeeded', said: '' });
  const after = await scene.traces(id);
  expect(after.rows, where).toEqual(before.rows);
  // Between the look at the clock and the write to the socket nothing can hold it back; the service's keys do.
  expect(after.writes.length, where).toBe(before.writes.length + (step.startsWith('call:sending') ? 1 : 0));
  await scene.redeliver();
  expect(await scene.outcome(id), where).toEqual(expected.outcome);
}
