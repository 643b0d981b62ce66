// One clock for all local processes: the global Date with an offset. The product simply uses Date, so moving the offset
// moves its timers, its token checks and (in the same process) the storage emulator's queue visibility.
const RealDate = globalThis.Date;
let offsetMs = 0;
const followers = new Set<() => void>();

const now = (): number => RealDate.now() + offsetMs;

// A proxy rather than a subclass: dates made before and after installing stay `instanceof Date`.
const movedDate = new Proxy(RealDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as object,
  // Called without `new`, Date ignores its arguments and answers the present as text.
  apply: () => new RealDate(now()).toString(),
  get: (target, property) => (property === 'now' ? now : (Reflect.get(target, property) as unknown)),
});

/** Replaces the global Date by one that follows setClockOffset. Calling it again changes nothing. */
export function installClock(): void {
  globalThis.Date = movedDate;
  // Some libraries compare `value.constructor` with Date.
  RealDate.prototype.constructor = movedDate;
}

/** Sets how far the installed clock is ahead of real time. Time keeps flowing from there. */
export function setClockOffset(ms: number): void {
  const moved = ms !== offsetMs;
  offsetMs = ms;
  if (moved) for (const follow of [...followers]) follow();
}

/** Calls back after each move of the clock, for what waits for a time of day; returns what ends it. */
export function onClockMoved(follow: () => void): () => void {
  followers.add(follow);
  return () => void followers.delete(follow);
}

/** How far the installed clock is ahead of real time, in milliseconds. */
export function clockOffset(): number {
  return offsetMs;
}
