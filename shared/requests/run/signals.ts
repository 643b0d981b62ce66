import type { Problem } from '../records';

/** Ends a run for now: the item is looked at again later. */
export class Wait extends Error {
  override readonly name = 'Wait';

  constructor(
    /** Epoch ms. */
    readonly untilMs: number,
    /** The fault that caused it; such waits are counted and end one day. Without: something is being waited for. */
    readonly fault?: Problem,
    /** Told while it waits, and not counted. */
    readonly reason?: Problem,
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

/** Ends a run until the request is resumed. */
export class Held extends Error {
  override readonly name = 'Held';

  constructor() {
    super('The request is held.');
  }
}
