import { setTimeout as delay } from 'node:timers/promises';
import type { Order } from './caller';
import type { Measurement, Row } from './row';
import { customer, latenciesMs, spent, withScene, type Scene } from './scene';
import { percentile, summarize } from './statistics';
import { figure } from './table';

const repeats = 5;
const warmUpMs = 3_000;
/** What an action leaves to do behind its end (lists, the message) is done before the next begins. */
const restMs = 60;

const updated = `updated@${customer.domain}`;
let made = 0;

const orders: readonly (() => Order)[] = [
  () => ({
    action: 'users.create',
    customer: customer.id,
    input: {
      userPrincipalName: `made.${String((made += 1))}@${customer.domain}`,
      displayName: 'Bench',
      usageLocation: 'CH',
    },
  }),
  () => ({
    action: 'users.update',
    customer: customer.id,
    input: { user: updated, department: `Bench ${String((made += 1))}` },
  }),
];

/** One action at a time, from the submit over HTTP to the final state by polling. */
export const oneAction: Measurement = {
  name: 'one-action',
  measure: () =>
    withScene({}, async (scene) => {
      await scene.cloud.seed({ users: [{ tenant: customer.tenantId, userPrincipalName: updated }] });
      const warm = performance.now() + warmUpMs;
      while (performance.now() < warm) for (const order of orders) await scene.caller.run(order());
      const rows: Row[] = [];
      for (const latencyMs of latenciesMs) {
        await scene.cloud.setLatency(latencyMs);
        for (const order of orders) rows.push(await row(scene, order, latencyMs));
      }
      return rows;
    }),
};

async function row(scene: Scene, newOrder: () => Order, latencyMs: number): Promise<Row> {
  const own: number[] = [];
  const whole: number[] = [];
  const cpu = { app: 0, backing: 0 };
  const { action } = newOrder();
  for (let n = 0; n < repeats; n += 1) {
    await delay(restMs);
    const order = newOrder();
    const { ms, app, backing } = await spent(scene, () => scene.caller.run(order));
    own.push(ms - backing.upstreamMs);
    whole.push(ms);
    cpu.app += app.cpuMs / repeats;
    cpu.backing += backing.cpuMs / repeats;
  }
  return {
    name: `${action} from submit to end less upstream, ${String(latencyMs)} ms a call`,
    unit: 'ms',
    ...summarize(own),
    goal: { is: 'at most', value: 40 },
    note:
      `${figure(percentile(whole, 50))} ms with upstream; ` +
      `the app computes ${figure(cpu.app)} ms, storage and cloud ${figure(cpu.backing)} ms, polls every few ms included`,
  };
}
