import { findAction } from '../../shared/actions/catalogue';
import { loadConfig } from '../../shared/config';
import type { Log } from '../../shared/log';
import { testActions } from '../../shared/requests/testing';
import { assemble, type FarEnds, type Steward } from '../../shared/steward';
import { appEnvironment } from '../start/app-environment';
import { origin } from './microsoft/cloud';
import type { Message, QueueStore } from './storage/queues';
import type { Life, Timeline } from './timeline';
import type { Travel } from './storage/tables';

const { STEWARD_SEED_FILE: _seed, ...environment } = appEnvironment({
  appUrl: 'http://127.0.0.1:7071',
  cloudUrl: origin,
  connectionString: 'UseDevelopmentStorage=true',
});
export const config = loadConfig(environment);

/** As the host has it (host.json). */
const messageLeaseMs = 600_000;
const againAfterMs = 10_000;
const mostDeliveries = 5;

const lastMs = 90_000;

export interface Surroundings {
  readonly timeline: Timeline;
  readonly queues: QueueStore;
  readonly travel: (life: Life) => Travel;
  readonly farEnds: (life: Life) => FarEnds;
  readonly log: (life: Life) => Log;
}

/** What a caller got: an answer, an error, or nothing. */
export type Reply<T> = { readonly value: T } | { readonly error: unknown } | 'nothing';

/** One process of the app, with what the host does for it. */
export class App {
  readonly #steward: Promise<Steward>;
  /** Messages it is working on. */
  working = 0;

  constructor(
    readonly life: Life,
    private readonly surroundings: Surroundings,
  ) {
    const { farEnds, log } = surroundings;
    this.#steward = assemble(
      config,
      farEnds(life),
      log(life),
      (name) => findAction(name) ?? testActions.find((action) => action.name === name),
    );
  }

  /** Takes up what was left behind, as a new process does, and the timer. */
  sweep(): void {
    this.#soon(async () => {
      await (await this.#steward).worker.sweep().catch(() => undefined);
    });
  }

  /** Gives it a message to work on. */
  deliver(message: Message): void {
    const { queues, travel } = this.surroundings;
    message.dequeueCount += 1;
    let receipt = queues.hide(message, messageLeaseMs);
    const away = travel(this.life);
    this.working += 1;
    this.#soon(async () => {
      const renewal = setInterval(() => {
        if (message.receipt === receipt && !message.deleted) receipt = queues.hide(message, messageLeaseMs);
      }, messageLeaseMs / 2);
      try {
        const { worker } = await this.#steward;
        if (message.queue.endsWith('-poison')) await worker.bury(message.text);
        else await worker.run(message.text);
        clearInterval(renewal);
        await away(`delete ${message.text}`, () => queues.delete(message, receipt));
      } catch {
        clearInterval(renewal);
        await away(`give back ${message.text}`, () => this.#giveBack(message, receipt)).catch(() => undefined);
      } finally {
        this.working -= 1;
      }
    });
  }

  #giveBack(message: Message, receipt: number): void {
    const { queues } = this.surroundings;
    if (message.deleted || message.receipt !== receipt) return;
    if (message.dequeueCount < mostDeliveries || message.queue.endsWith('-poison')) {
      queues.hide(message, againAfterMs);
      return;
    }
    queues.delete(message, receipt);
    queues.push(`${message.queue}-poison`, message.text, 0);
  }

  /** An HTTP call to it. The caller gives up after a while. */
  ask<T>(delayMs: number, work: (steward: Steward) => Promise<T>): Promise<Reply<T>> {
    const { timeline } = this.surroundings;
    return new Promise((resolve) => {
      timeline.after(lastMs, undefined, () => resolve('nothing'));
      const answer = (reply: Reply<T>): void => void timeline.after(delayMs, undefined, () => resolve(reply));
      timeline.after(delayMs, this.life, () => {
        void this.#steward.then(work).then(
          (value) => answer({ value }),
          (error: unknown) => answer({ error }),
        );
      });
    });
  }

  #soon(work: () => Promise<void>): void {
    this.surroundings.timeline.after(0, this.life, () => void work());
  }
}
