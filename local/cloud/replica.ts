// Directory reads are answered by replicas that may lag behind the write just made.
// https://learn.microsoft.com/en-us/entra/architecture/architecture (eventual consistency of reads)

/** An object with, while replicas lag, the state they still answer. null = not there. */
export interface Replicated<T> {
  readonly now: T | null;
  readonly before?: T | null;
  /** From this time (epoch ms) on replicas answer `now`. */
  readonly visibleAt?: number;
}

/** What a replica answers at this moment. */
export function seen<T>(entry: Replicated<T> | undefined): T | null {
  if (!entry) return null;
  if (entry.visibleAt !== undefined && Date.now() < entry.visibleAt) return entry.before ?? null;
  return entry.now;
}

/** The entry after a write: replicas keep answering what they answer now until the lag has passed. */
export function written<T>(entry: Replicated<T> | undefined, now: T | null, lagMs: number): Replicated<T> {
  if (lagMs <= 0) return { now };
  return { now, before: seen(entry), visibleAt: Date.now() + lagMs };
}
