import type { Readings } from './child';

export interface Part<Ready> {
  readonly ready: Ready;
  readonly upstreamMs?: () => number;
  close(): Promise<void>;
}

/** Tells the bench that this part is up, answers what it asks, and ends with it. */
export function serveParent<Ready>(part: Part<Ready>): void {
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    const readings: Readings = { cpuMs: (user + system) / 1000, upstreamMs: part.upstreamMs?.() ?? 0 };
    process.send?.({ readings });
  });
  process.on('disconnect', () => {
    void part.close().finally(() => process.exit(0));
  });
  process.send?.({ ready: part.ready });
}
