/** How long each call takes: a fixed time, or a long-tailed one given by two percentiles. */
export type Latency = { readonly ms: number } | { readonly p50: number; readonly p99: number };

// The 99th percentile of the standard normal distribution.
const z99 = 2.326;

/** Milliseconds for one call; the two percentiles are those of a log-normal distribution, the usual shape of service latencies. */
export function draw(latency: Latency | undefined): number {
  if (!latency) return 0;
  if ('ms' in latency) return latency.ms;
  const sigma = Math.log(Math.max(1, latency.p99 / latency.p50)) / z99;
  const normal = Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
  return latency.p50 * Math.exp(sigma * normal);
}

export async function wait(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
