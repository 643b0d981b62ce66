import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from '../../start/root';

/** What a part tells of itself; all of it only ever grows. */
export interface Readings {
  /** Processor time of the process, in all its threads. */
  readonly cpuMs: number;
  /** Time in which at least one call to the local cloud was under way; 0 where there is none. */
  readonly upstreamMs: number;
}

interface Told<Ready> {
  readonly ready?: Ready;
  readonly readings?: Readings;
}

/** A part of what is measured, in a process of its own, so that no part takes another's time unseen. */
export class Child<Ready> {
  private constructor(
    private readonly process: ChildProcess,
    readonly ready: Ready,
  ) {}

  /** Starts this program again as one of its parts. */
  static async start<Ready>(part: string, options: object = {}): Promise<Child<Ready>> {
    const child = fork(join(root, 'dist', 'local', 'bench.js'), [part, JSON.stringify(options)]);
    const { ready } = await next<Ready>(child);
    if (ready === undefined) throw new Error(`The part ${part} did not start.`);
    return new Child(child, ready);
  }

  async readings(): Promise<Readings> {
    const answer = next<Ready>(this.process);
    this.process.send('readings');
    const { readings } = await answer;
    if (!readings) throw new Error('The part gave no readings.');
    return readings;
  }

  /** It ends by itself, and so writes its profile where one was asked for (`NODE_OPTIONS=--cpu-prof`). */
  async close(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = once(this.process, 'exit');
    this.process.disconnect();
    await ended;
  }
}

async function next<Ready>(child: ChildProcess): Promise<Told<Ready>> {
  const waiting = new AbortController();
  const { signal } = waiting;
  try {
    return await Promise.race([
      once(child, 'message', { signal }).then(([message]) => message as Told<Ready>),
      once(child, 'exit', { signal }).then(([code]): never => {
        throw new Error(`A part of the bench ended by itself (${String(code)}).`);
      }),
    ]);
  } finally {
    waiting.abort();
  }
}
