import type { ServiceName } from '../../shared/errors';
import type { Consequence } from '../cloud/faults';
import type { Random } from './random';

/** What happens to the process that makes a call: nothing, or its end, or a stop, before the call has left or after. */
export interface Strike {
  readonly is: 'crash' | 'stop';
  readonly after: boolean;
  /** How long it stands still. */
  readonly stopMs: number;
}

/** What becomes of a call on its way. */
export type Fate =
  /** It arrives and is answered. */
  | 'fine'
  /** Nothing was sent. */
  | 'unreachable'
  /** Cut before it arrived, or before its answer did. */
  | 'lostBefore'
  | 'lostAfter'
  /** Cut for the caller, and arrives later all the same. */
  | 'late'
  /** Answered with a fault, done or not done. */
  | 'failed'
  | 'failedAfter';

export interface Journey {
  readonly fate: Fate;
  /** Until it leaves, until it arrives, until its answer does. */
  readonly leaveMs: number;
  readonly thereMs: number;
  readonly backMs: number;
  /** A late one arrives so long after it has left. */
  readonly lateMs: number;
}

/** How rough a trial is. Drawn once; after `calmFrom` nothing goes wrong any more, so that every trial ends. */
export class Weather {
  readonly #rough: number;
  readonly #slow: number;
  #calmFrom: number;
  readonly #outages: readonly (readonly [from: number, to: number])[];
  readonly doubled: number;
  #crashesLeft: number;
  #stopsLeft: number;

  constructor(
    private readonly random: Random,
    startsAt: number,
  ) {
    this.#rough = random.pick([0, 0.3, 1, 1, 2, 4]);
    this.#slow = random.pick([0, 0.02, 0.1]);
    this.#calmFrom = startsAt + random.spread(20_000, 3_600_000);
    this.#outages = Array.from({ length: random.pick([0, 0, 0, 1, 2]) }, () => {
      const from = startsAt + random.spread(1_000, 300_000);
      return [from, from + random.spread(500, 120_000)] as const;
    });
    this.doubled = random.pick([0, 0.05, 0.3]);
    this.#crashesLeft = random.pick([0, 1, 2, 3, 6]);
    this.#stopsLeft = random.pick([0, 0, 1, 3]);
  }

  isCalm(now: number): boolean {
    return now >= this.#calmFrom;
  }

  /** From now on nothing goes wrong. */
  calm(): void {
    this.#calmFrom = 0;
  }

  /** Asked before every call a process makes. */
  strike(now: number): Strike | undefined {
    const { random } = this;
    if (this.isCalm(now)) return undefined;
    if (this.#crashesLeft > 0 && random.chance(0.012)) {
      this.#crashesLeft -= 1;
      return { is: 'crash', after: random.chance(0.5), stopMs: 0 };
    }
    if (this.#stopsLeft > 0 && random.chance(0.01)) {
      this.#stopsLeft -= 1;
      return { is: 'stop', after: random.chance(0.5), stopMs: random.spread(500, 1_500_000) };
    }
    return undefined;
  }

  /** Of a call to storage or to the vault. */
  toStorage(now: number): Journey {
    const away = !this.isCalm(now) && this.#outages.some(([from, to]) => now >= from && now < to);
    return this.#journey(now, away ? 'unreachable' : this.#fate(now, 0.004, 0.006), 5_000);
  }

  /** Of a call to Microsoft; what arrives late arrives while the product still reckons with it. */
  toMicrosoft(now: number, service: ServiceName): Journey {
    return this.#journey(now, this.#fate(now, 0.02, 0), service === 'exchange' ? 840_000 : 55_000);
  }

  /** What a service of Microsoft makes of a call that has arrived, each in a batch on its own. */
  ofService(now: number): Consequence | undefined {
    const { random } = this;
    if (this.isCalm(now) || !random.chance(0.02 * this.#rough)) return undefined;
    const status = random.pick([429, 429, 500, 502, 503, 504]);
    const headers = random.chance(0.5) ? { 'retry-after': String(random.below(30)) } : {};
    const answer = { status, headers, body: { error: { code: 'simulated', message: 'A fault of the simulation.' } } };
    return random.chance(0.4) ? { applyThen: answer } : answer;
  }

  #fate(now: number, cut: number, failed: number): Fate {
    const { random } = this;
    if (this.isCalm(now)) return 'fine';
    if (random.chance(cut * this.#rough))
      return random.pick(['unreachable', 'lostBefore', 'lostAfter', 'lostAfter', 'late']);
    return random.chance(failed * this.#rough) ? random.pick(['failed', 'failedAfter']) : 'fine';
  }

  #journey(now: number, fate: Fate, latestMs: number): Journey {
    const { random } = this;
    const slow = this.isCalm(now) ? 0 : this.#slow;
    const part = (): number => (random.chance(slow) ? random.spread(10, 20_000) : random.spread(0.5, 8));
    return {
      fate,
      leaveMs: random.chance(slow) ? random.spread(1, 9_000) : 0,
      thereMs: part(),
      backMs: part(),
      lateMs: fate === 'late' ? random.spread(1, latestMs) : 0,
    };
  }
}
