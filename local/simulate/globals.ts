// What a process takes from its surroundings without asking: the time, timers, randomness. Replaced for the whole
// thread, once; each trial then says which timeline and which random numbers they follow.
import crypto from 'node:crypto';
import type { Random } from './random';
import type { Due, Timeline } from './timeline';

const RealDate = Date;
const realSetImmediate = setImmediate;

let timeline: Timeline | undefined;
let random: Random | undefined;

/** From here on the time is that of the timeline, and what is random comes from these numbers. */
export function follow(nextTimeline: Timeline, nextRandom: Random): void {
  timeline = nextTimeline;
  random = nextRandom;
}

/** Lets the timeline run until `isOver` says so, or nothing is left to happen. */
export function drive(running: Timeline, isOver: () => boolean): Promise<void> {
  // The event loop runs all promises' continuations between two of these, so each step has ended before the next.
  const atOnce = 64;
  return new Promise((resolve, reject) => {
    let ended = false;
    const end = (settle: () => void): void => {
      ended = true;
      running.current = undefined;
      settle();
    };
    const step = (): void => {
      if (ended) return;
      try {
        if (isOver() || !running.step()) end(resolve);
      } catch (error) {
        end(() => reject(error));
      }
    };
    const steps = (): void => {
      for (let n = 1; n < atOnce; n += 1) realSetImmediate(step);
      realSetImmediate(() => {
        step();
        if (!ended) steps();
      });
    };
    steps();
  });
}

function at(): Timeline {
  if (!timeline) throw new Error('No time has been set.');
  return timeline;
}

function numbers(): Random {
  if (!random) throw new Error('No random numbers have been set.');
  return random;
}

const now = (): number => Math.floor(at().now);

const virtualDate = new Proxy(RealDate, {
  construct: (target, args) => Reflect.construct(target, args.length === 0 ? [now()] : args) as object,
  get: (target, property) => (property === 'now' ? now : (Reflect.get(target, property) as unknown)),
});

class Timer {
  constructor(public due: Due) {}
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
  hasRef(): boolean {
    return true;
  }
}

type Callback = (...args: unknown[]) => void;

function virtualTimeout(callback: Callback, ms = 0, ...args: unknown[]): Timer {
  const line = at();
  return new Timer(line.after(ms, line.current, () => callback(...args)));
}

function virtualInterval(callback: Callback, ms: number, ...args: unknown[]): Timer {
  const line = at();
  const again = (): void => {
    timer.due = line.after(ms, line.current, again);
    callback(...args);
  };
  const timer = new Timer(line.after(ms, line.current, again));
  return timer;
}

function clear(timer: Timer | undefined): void {
  if (timer) timer.due.run = undefined;
}

function fill<T extends NodeJS.ArrayBufferView>(array: T): T {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  const source = numbers();
  for (let n = 0; n < bytes.length; n += 4) {
    const bits = source.bits();
    for (let k = 0; k < 4 && n + k < bytes.length; k += 1) bytes[n + k] = bits >>> (8 * k);
  }
  return array;
}

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function randomUuid(): string {
  const bytes = fill(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  let text = '';
  for (const [n, byte] of bytes.entries())
    text += (n === 4 || n === 6 || n === 8 || n === 10 ? '-' : '') + (hex[byte] ?? '');
  return text;
}

/** Replaces them. What really takes time must have been done before. */
export function install(): void {
  globalThis.Date = virtualDate;
  Object.assign(globalThis, {
    setTimeout: virtualTimeout,
    setInterval: virtualInterval,
    setImmediate: (callback: Callback, ...args: unknown[]) => virtualTimeout(callback, 0, ...args),
    clearTimeout: clear,
    clearInterval: clear,
    clearImmediate: clear,
  });
  Math.random = () => numbers().next();
  Object.assign(crypto, { randomUUID: randomUuid, randomBytes: (size: number) => fill(Buffer.alloc(size)) });
  Object.defineProperty(globalThis.crypto, 'getRandomValues', { value: fill });
}
