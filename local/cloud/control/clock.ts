import { clockOffset, setClockOffset } from '../../clock';
import { durationMs } from '../duration';
import type { Answer, Call } from '../wire';
import type { World } from '../world';
import { badInput, input, text, time } from './input';

const longPollMs = 25_000;

/** The clock all local processes follow. */
export class ClockDoor {
  private waiting = new Set<() => void>();

  constructor(private readonly world: World) {}

  /** Moves the clock by a duration or to a time; it keeps running from there. */
  move(call: Call): Answer {
    const { advance, now } = input(call, 'advance', 'now');
    if ((advance === undefined) === (now === undefined)) badInput('give either advance or now');
    this.moveBy(advance === undefined ? Date.parse(time(now, 'now')) - Date.now() : duration(advance));
    return this.answer();
  }

  /** The present; with ?after=VERSION only once the clock has been moved since, or after a while. */
  async read(call: Call): Promise<Answer> {
    const after = call.query.get('after');
    if (after !== null && Number(after) === this.world.settings.clockVersion) await this.moved();
    return this.answer();
  }

  /** Lets everyone who waits look again. */
  wake(): void {
    const waiting = this.waiting;
    this.waiting = new Set();
    for (const wake of waiting) wake();
  }

  private moveBy(ms: number): void {
    const offset = clockOffset() + ms;
    setClockOffset(offset);
    this.world.change({ clockOffsetMs: offset, clockVersion: this.world.settings.clockVersion + 1 });
    this.wake();
  }

  private async moved(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, longPollMs);
      timer.unref();
      this.waiting.add(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  private answer(): Answer {
    const { clockVersion } = this.world.settings;
    return { status: 200, body: { now: new Date().toISOString(), offsetMs: clockOffset(), version: clockVersion } };
  }
}

/** Milliseconds of an ISO 8601 duration given to a control call. */
export function duration(value: unknown): number {
  const found = text(value, 'the duration');
  return durationMs(found, new Date()) ?? badInput(`${found} is no ISO 8601 duration such as PT60S or P90D`);
}
