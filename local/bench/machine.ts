import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';

/** Where and when the figures were taken: they mean nothing without. */
export function describeMachine(now = new Date()): string {
  const [cpu] = cpus();
  const memoryGiB = (totalmem() / 2 ** 30).toFixed(0);
  const [load = 0] = loadavg();
  const busy = load > availableParallelism() / 2;
  return [
    now.toISOString().slice(0, 16).replace('T', ' '),
    `${String(availableParallelism())} × ${cpu?.model.trim() ?? 'unknown processor'}, ${memoryGiB} GiB`,
    `${type()} ${release()}, Node ${process.versions.node}`,
    `load ${load.toFixed(1)} before${busy ? ': others are at work, figures suffer' : ''}`,
  ].join(' · ');
}
