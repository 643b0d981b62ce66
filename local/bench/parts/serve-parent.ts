import type { Readings } from './child';

/** Tells the bench that this part is up, and answers what it asks. */
export function serveParent<Ready>(ready: Ready, upstreamMs: () => number = () => 0): void {
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    const readings: Readings = { cpuMs: (user + system) / 1000, upstreamMs: upstreamMs() };
    process.send?.({ readings });
  });
  process.send?.({ ready });
}
