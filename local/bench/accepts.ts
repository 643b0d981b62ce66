import type { Measurement, Row } from './row';
import { customer, latenciesMs, spent, withScene, type Scene } from './scene';
import { percentile, summarize } from './statistics';
import { figure } from './table';

const repeats = 5;
const eachMs = 600;
const warmUpMs = 800;
const atOnce = 32;
const userNames = Array.from({ length: 32 }, (_, n) => `busy.${String(n)}@${customer.domain}`);

/** How many orders are accepted when many callers ask at once, by an instance that only takes calls. */
export const acceptsAlone: Measurement = {
  name: 'accepts',
  measure: () => measure(true),
};

/** The same beside the work that was accepted, in one process: what the single process of `npm start` does. */
export const acceptsBesideWork: Measurement = {
  name: 'accepts-beside-work',
  measure: () => measure(false),
};

async function measure(httpOnly: boolean): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const latencyMs of latenciesMs) {
    rows.push(
      await withScene({ httpOnly }, async (scene) => {
        await scene.cloud.seed({
          users: userNames.map((userPrincipalName) => ({ tenant: customer.tenantId, userPrincipalName })),
        });
        await submitFor(scene, warmUpMs);
        await scene.cloud.setLatency(latencyMs);
        return row(scene, httpOnly, latencyMs);
      }),
    );
  }
  return rows;
}

async function row(scene: Scene, httpOnly: boolean, latencyMs: number): Promise<Row> {
  const rates: number[] = [];
  const waits: number[] = [];
  const cpu = { app: 0, storage: 0, ms: 0 };
  for (let n = 0; n < repeats; n += 1) {
    const before = waits.length;
    const { ms, app, backing } = await spent(scene, async () => {
      waits.push(...(await submitFor(scene, eachMs)));
    });
    rates.push(((waits.length - before) * 1000) / ms);
    cpu.ms += ms;
    cpu.app += app.cpuMs;
    cpu.storage += backing.cpuMs;
  }
  const costs = (part: number): string => {
    return `${(part / waits.length).toFixed(1)} ms (${figure((part / cpu.ms) * 100)} % of a processor)`;
  };
  return {
    name: `accepts, ${httpOnly ? 'HTTP alone' : 'their work beside them'}, ${String(latencyMs)} ms a call`,
    unit: '/s',
    ...summarize(rates),
    ...(httpOnly ? { goal: { is: 'at least', value: 300 } } : {}),
    floor: (waits.length * 1000) / Math.max(cpu.app, cpu.storage),
    note:
      `for each accept the app computes ${costs(cpu.app)}, storage ${costs(cpu.storage)}; ` +
      `answered after ${figure(percentile(waits, 50))} ms, 99 in 100 within ${figure(percentile(waits, 99))} ms, ` +
      `${String(atOnce)} at once`,
  };
}

/** Submits for so long; returns how long each order waited for its answer. */
async function submitFor({ caller }: Scene, ms: number): Promise<number[]> {
  const waits: number[] = [];
  const until = performance.now() + ms;
  let begun = 0;
  async function submitOnAndOn(): Promise<void> {
    for (;;) {
      const startedAt = performance.now();
      if (startedAt > until) return;
      begun += 1;
      const user = userNames[begun % userNames.length] ?? '';
      const input = { user, department: `Bench ${String(begun)}` };
      await caller.submit({ action: 'users.update', customer: customer.id, input });
      waits.push(performance.now() - startedAt);
    }
  }
  await Promise.all(Array.from({ length: atOnce }, submitOnAndOn));
  return waits;
}
