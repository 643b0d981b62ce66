import { mostInBatch } from '../graph/batch';
import type { Limits } from '../quotas';
import type { Answer, Call } from '../wire';
import type { World } from '../world';
import { badInput, input, number, only } from './input';

/** Latency of every call, fixed or by percentiles; and how many requests inside a $batch share it. */
export function setLatency(world: World, call: Call): Answer {
  const { ms, p50, p99, batchWidth = world.batchWidth } = input(call, 'ms', 'p50', 'p99', 'batchWidth');
  const width = number(batchWidth, 'batchWidth');
  if (!Number.isInteger(width) || width < 1 || width > mostInBatch) {
    badInput(`batchWidth must be a whole number from 1 to ${String(mostInBatch)}`);
  }
  const latency = ms === undefined ? { p50: number(p50, 'p50'), p99: number(p99, 'p99') } : { ms: number(ms, 'ms') };
  Object.assign(world, { latency, batchWidth: width });
  return { status: 200, body: { ...latency, batchWidth: width } };
}

/** Microsoft's throttling limits on or off, or others in their place. */
export function setQuotas(world: World, call: Call): Answer {
  const { on, limits } = input(call, 'on', 'limits');
  if (on !== undefined && typeof on !== 'boolean') badInput('on must be true or false');
  const names = Object.keys(world.quotas.limits);
  const given = limits === undefined ? {} : only(limits, 'limits', ...names);
  const changed = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, number(value, name)]),
  ) as Partial<Limits>;
  world.quotas.set({ on: on ?? true, limits: changed });
  return { status: 200, body: { on: on ?? true, limits: world.quotas.limits } };
}
