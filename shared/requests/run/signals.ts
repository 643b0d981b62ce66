import type { Problem } from '../records';

/** Ends a run for now: the item is looked at again later. */
export class Wait extends Error {
  override readonly name = 'Wait';

  constructor(
    /** Epoch ms. */
    readonly untilMs: number,
    /** The fault that caused it; such waits are counted and end one day. Without: something is being waited for. */
    readonly fault?: Problem,
  ) {
    super('The item waits.');
  }
}

/** Ends a run for a person to decide. */
export class Attention extends Error {
  override readonly name = 'Attention';

  constructor(readonly problem: Problem) {
    super(problem.detail);
  }
}

/** Ends a run because somebody decided so. */
export class Halted extends Error {
  override readonly name = 'Halted';

  constructor(readonly by: 'cancelled' | 'held') {
    super(`The request was ${by}.`);
  }
}
