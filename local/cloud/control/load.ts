import type { Limits } from '../quotas';
import type { Answer, Call } from '../wire';
import type { World } from '../world';
import { badInput, input, number, only } from './input';

/** Latency of every call, fixed or by percentiles. */
export function setLatency(world: World, call: Call): Answer {
  const { ms, p50, p99 } = input(call, 'ms', 'p50', 'p99');
  if (ms === undefined) world.latency = { p50: number(p50, 'p50'), p99: number(p99, 'p99') };
  else world.latency = { ms: number(ms, 'ms') };
  return { status: 200, body: world.latency };
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
