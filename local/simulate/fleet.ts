import { App, type Surroundings } from './app';
import type { Random } from './random';
import type { Message } from './storage/queues';
import type { Life } from './timeline';

/** A sweep comes this often at first, and less often the longer a trial goes on. */
const firstSweepMs = 5_000;
const longestSweepMs = 600_000;

/** The processes of the app that share the work: some die and are replaced, some stand still. */
export class Fleet {
  readonly #apps: App[] = [];
  #started = 0;
  /** Until no more sweeps are wanted. */
  sweeping = true;

  constructor(
    private readonly surroundings: Surroundings,
    private readonly random: Random,
  ) {}

  start(count: number): void {
    for (let n = 0; n < count; n += 1) this.#start();
    this.#sweepAfter(firstSweepMs);
  }

  crash(life: Life): void {
    life.dead = true;
    const at = this.#apps.findIndex((app) => app.life === life);
    if (at < 0) return;
    this.#apps.splice(at, 1);
    this.surroundings.timeline.after(this.random.spread(200, 60_000), undefined, () => this.#start());
  }

  stop(life: Life, ms: number): void {
    life.stoppedUntil = Math.max(life.stoppedUntil, this.surroundings.timeline.now + ms);
  }

  /** One that runs at this moment. */
  some(): App | undefined {
    const { now } = this.surroundings.timeline;
    const [first, ...others] = this.#apps.filter(({ life }) => life.stoppedUntil <= now);
    return first && this.random.pick([first, ...others]);
  }

  /** Whether none works on a message, and none stands still. */
  get idle(): boolean {
    const { now } = this.surroundings.timeline;
    return this.#apps.every(({ working, life }) => working === 0 && life.stoppedUntil <= now);
  }

  /** A message has become visible: one of them takes it. */
  offer(message: Message): void {
    const app = this.some();
    if (app) app.deliver(message);
    else this.surroundings.queues.hide(message, 1_000);
  }

  #start(): void {
    this.#started += 1;
    const life = { name: `app${String(this.#started)}`, dead: false, stoppedUntil: 0 };
    const app = new App(life, this.surroundings);
    this.#apps.push(app);
    app.sweep();
  }

  #sweepAfter(ms: number): void {
    this.surroundings.timeline.after(ms * (0.5 + this.random.next()), undefined, () => {
      if (!this.sweeping) return;
      this.some()?.sweep();
      this.#sweepAfter(Math.min(ms * 1.3, longestSweepMs));
    });
  }
}
