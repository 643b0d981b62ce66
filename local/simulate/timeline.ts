/** A process as far as time is concerned: what is due for a dead one never happens, for a stopped one later. */
export interface Life {
  readonly name: string;
  dead: boolean;
  /** Virtual epoch ms; in the past: it runs. */
  stoppedUntil: number;
}

/** Something that is due at a moment. */
export interface Due {
  at: number;
  readonly order: number;
  readonly life: Life | undefined;
  /** Undefined: taken back. */
  run: (() => void) | undefined;
}

/**
 * Virtual time: what is due happens in order, and in between nothing passes. Everything that is awaited and not at hand
 * goes through it, so the moments given to it decide what overtakes what.
 */
export class Timeline {
  /** Whose work goes on at this moment; undefined: nobody's, the world outside. */
  current: Life | undefined;
  readonly #heap: Due[] = [];
  #order = 0;

  constructor(
    /** Epoch ms, with fractions. */
    public now: number,
  ) {}

  /** Lets something happen after a delay, as part of a process's life or of the world outside. */
  after(delayMs: number, life: Life | undefined, run: () => void): Due {
    this.#order += 1;
    const due = { at: this.now + Math.max(delayMs, 0), order: this.#order, life, run };
    this.#push(due);
    return due;
  }

  /** Lets the next thing happen. False: nothing is left. */
  step(): boolean {
    const due = this.#pop();
    if (!due) return false;
    const { life, run } = due;
    if (run === undefined || life?.dead === true) return true;
    if (life !== undefined && life.stoppedUntil > due.at) {
      // In the order in which it would have happened.
      due.at = life.stoppedUntil;
      this.#push(due);
      return true;
    }
    this.now = due.at;
    this.current = life;
    run();
    return true;
  }

  #push(due: Due): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(due);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (!above || !isBefore(due, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = due;
  }

  #pop(): Due | undefined {
    const heap = this.#heap;
    const [first] = heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      const left = heap[child];
      if (!left) break;
      const right = heap[child + 1];
      const smaller = right && isBefore(right, left) ? right : left;
      if (smaller === right) child += 1;
      if (!isBefore(smaller, last)) break;
      heap[at] = smaller;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

function isBefore(one: Due, other: Due): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
