import type { Life, Timeline } from './timeline';
import type { Journey, Weather } from './weather';

/** What is thrown at the caller when something goes wrong on the way. */
export interface Mishaps {
  readonly unreachable: () => Error;
  readonly cut: () => Error;
  readonly failing: () => Error;
}

export interface Trip<T> {
  /** For people. */
  readonly what: string;
  readonly journey: Journey;
  readonly mishaps: Mishaps;
  /** Asked in the moment it leaves: why it may not. */
  readonly mayLeave?: () => Error | undefined;
  /** What happens at the far end, all at once or with waiting of its own. */
  readonly arrive: () => T | Promise<T>;
  /** The caller waits no longer than this. */
  readonly patienceMs?: number;
}

/** Ends a process, or stops it, in this very moment. */
export interface Striker {
  crash(life: Life): void;
  stop(life: Life, ms: number): void;
}

/** The way between the processes of a trial and everything outside them. */
export class Road {
  /** Calls under way. */
  travelling = 0;

  constructor(
    private readonly timeline: Timeline,
    private readonly weather: Weather,
    private readonly striker: Striker,
    private readonly tell: ((text: string) => void) | undefined,
  ) {}

  /** One call of a process. Its promise stays open for ever when the process is dead. */
  travel<T>(life: Life, trip: Trip<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (life.dead) return;
      const strike = this.weather.strike(this.timeline.now);
      const hit = (): void => {
        if (strike?.is === 'crash') this.striker.crash(life);
        else if (strike) this.striker.stop(life, strike.stopMs);
      };
      if (strike) this.tell?.(`${life.name} ${strike.is}s ${strike.after ? 'after' : 'before'} ${trip.what}`);
      if (strike?.after === false) {
        hit();
        if (strike.is === 'crash') return;
      }
      const leave = (): void => this.#leave(life, trip, resolve, reject);
      // What is struck right after has left.
      if (strike?.after === true) {
        leave();
        hit();
      } else if (trip.journey.leaveMs > 0 || life.stoppedUntil > this.timeline.now) {
        this.timeline.after(trip.journey.leaveMs, life, leave);
      } else leave();
    });
  }

  #leave<T>(life: Life, trip: Trip<T>, resolve: (value: T) => void, reject: (error: Error) => void): void {
    const { timeline } = this;
    const { what, journey, mishaps, patienceMs } = trip;
    const { fate, thereMs, backMs, lateMs } = journey;
    let over = false;
    const settle = (delayMs: number, how: () => void): void => {
      timeline.after(delayMs, life, () => {
        if (over) return;
        over = true;
        how();
      });
    };
    const refused = trip.mayLeave?.();
    if (refused || fate === 'unreachable') {
      this.tell?.(`${life.name} ${what}: ${refused ? refused.message : 'unreachable'}`);
      settle(backMs, () => reject(refused ?? mishaps.unreachable()));
      return;
    }
    if (fate !== 'fine') this.tell?.(`${life.name} ${what}: ${fate}`);
    if (patienceMs !== undefined) settle(patienceMs, () => reject(mishaps.cut()));
    if (fate === 'late' || fate === 'lostBefore') settle(thereMs + backMs, () => reject(mishaps.cut()));
    if (fate === 'lostBefore') return;
    const arrive = async (): Promise<void> => {
      const answer = await this.#arrive(trip, fate === 'failed');
      if (fate === 'late') return;
      settle(backMs, () => {
        if (fate === 'lostAfter') reject(mishaps.cut());
        else if (fate === 'failedAfter') reject(mishaps.failing());
        else if ('error' in answer) reject(answer.error);
        else resolve(answer.value);
      });
    };
    this.travelling += 1;
    timeline.after(fate === 'late' ? lateMs : thereMs, undefined, () => void arrive());
  }

  async #arrive<T>(
    { what, mishaps, arrive }: Trip<T>,
    failed: boolean,
  ): Promise<{ readonly value: T } | { readonly error: Error }> {
    try {
      if (failed) return { error: mishaps.failing() };
      const value = await arrive();
      this.tell?.(`  ${what}`);
      return { value };
    } catch (error) {
      this.tell?.(`  ${what}: ${(error as Error).message}`);
      return { error: error as Error };
    } finally {
      this.travelling -= 1;
    }
  }
}
