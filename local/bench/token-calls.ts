import { randomUUID } from 'node:crypto';
import { loadConfig } from '../../shared/config';
import { path } from '../../shared/connections/http/path';
import { createLog } from '../../shared/log';
import { createSteward } from '../../shared/steward';
import { appEnvironment } from '../start/app-environment';
import { CloudDoor } from './cloud';
import { Child } from './parts/child';
import type { BackingReady } from './parts/backing';
import type { Measurement, Row } from './row';
import { latenciesMs } from './scene';
import { percentile, summarize } from './statistics';
import { figure } from './table';

const tenants = 500;
const actions = 20;
const repeats = 3;

/** Tokens fetched when twenty actions in each of five hundred tenants ask Graph at once, in a process that has none yet. */
export const tokenCalls: Measurement = {
  name: 'token-calls',
  async measure() {
    const backing = await Child.start<BackingReady>('backing');
    try {
      const cloud = new CloudDoor(backing.ready.cloudUrl);
      const ids = Array.from({ length: tenants }, () => randomUUID());
      await cloud.seed({ tenants: ids.map((id) => ({ id, name: `t${id}`, furnished: false })) });
      const rows: Row[] = [];
      for (const latencyMs of latenciesMs) {
        await cloud.setLatency(latencyMs);
        rows.push(await row(cloud, backing.ready, ids, latencyMs));
      }
      return rows;
    } finally {
      await backing.close();
    }
  },
};

async function row(cloud: CloudDoor, backing: BackingReady, ids: readonly string[], latencyMs: number): Promise<Row> {
  const counts: number[] = [];
  const times: number[] = [];
  for (let n = 0; n < repeats; n += 1) {
    const steward = await newProcess(backing);
    const from = (await cloud.calls(0)).at(-1)?.seq ?? 0;
    const startedAt = performance.now();
    const asked = ids.flatMap((tenantId) =>
      Array.from({ length: actions }, () =>
        steward.graph.reader({ tenantId, requestId: randomUUID() }).get(path`/organization`),
      ),
    );
    await Promise.all(asked);
    times.push(performance.now() - startedAt);
    const calls = await cloud.calls(from);
    counts.push(calls.filter(({ url }) => url.endsWith('/oauth2/v2.0/token')).length);
  }
  return {
    name: `token calls, ${String(tenants)} tenants × ${String(actions)} actions, ${String(latencyMs)} ms a call`,
    unit: 'calls',
    ...summarize(counts),
    goal: { is: 'exactly', value: tenants },
    floor: tenants,
    note: `a token for each action would be ${figure(tenants * actions)} calls; all ${figure(tenants * actions)} answers were there after ${figure(percentile(times, 50))} ms`,
  };
}

/** The product as a new process has it: no token, no connection. */
async function newProcess({ cloudUrl, connectionString }: BackingReady) {
  const env = appEnvironment({ appUrl: 'http://127.0.0.1:7071', cloudUrl, connectionString });
  Object.assign(process.env, { IDENTITY_ENDPOINT: env['IDENTITY_ENDPOINT'], IDENTITY_HEADER: env['IDENTITY_HEADER'] });
  return createSteward(
    loadConfig(env),
    createLog(() => undefined),
  );
}
