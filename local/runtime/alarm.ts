/** A wait that can be cut short, also ahead of time: a ring while nobody waits ends the next wait at once. */
export class Alarm {
  #rung = false;
  #wake: (() => void) | undefined;
  readonly #timers = new Set<NodeJS.Timeout>();

  async wait(ms: number): Promise<void> {
    if (!this.#rung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#wake = undefined;
    this.#rung = false;
  }

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  ringIn(ms: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.ring();
    }, ms);
    timer.unref();
    this.#timers.add(timer);
  }

  /** Forgets what was to ring later. */
  clear(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}
