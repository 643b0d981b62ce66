import { BlobServiceClient } from '@azure/storage-blob';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { clockOffset, installClock, setClockOffset } from '../../clock';
import { startStorage, type Storage } from '../storage';
import { startTestApp } from '../testing';

installClock();
const minute = 60_000;

let storage: Storage;
beforeEach(async () => {
  storage = await startStorage();
  process.env['AzureWebJobsStorage'] = storage.connectionString;
});
afterEach(() => storage.close());

interface Run {
  isPastDue: boolean;
  schedule: { adjustForDST: boolean };
  scheduleStatus: { last: string; next: string; lastUpdated: string } | null;
}

/** An app of one timer; `runs` holds what its function was given. */
const timer = (options: string) => `
  import { app } from '@azure/functions';
  export const runs = [];
  app.timer('tick', { ${options}, handler: async (timer) => { runs.push(timer); } });`;

async function start(options: string) {
  return await startTestApp<{ runs: Run[] }>(timer(options));
}

const advance = (ms: number) => setClockOffset(clockOffset() + ms);

async function untilRun(app: { exports: { runs: Run[] } }, count: number): Promise<Run | undefined> {
  await vi.waitFor(() => expect(app.exports.runs).toHaveLength(count), { timeout: 10_000, interval: 5 });
  return app.exports.runs.at(-1);
}

const host = () =>
  BlobServiceClient.fromConnectionString(storage.connectionString).getContainerClient('azure-webjobs-hosts');

async function storedStatus(): Promise<Record<string, string> | undefined> {
  const blob = host().getBlobClient('timers/steward-local/Host.Functions.tick/status');
  if (!(await blob.exists())) return undefined;
  return JSON.parse((await blob.downloadToBuffer()).toString()) as Record<string, string>;
}

/** Waits until the timer stands by: its status is stored. */
async function untilArmed(): Promise<Record<string, string>> {
  return await vi.waitFor(async () => (await storedStatus()) ?? Promise.reject(new Error('not yet')), {
    interval: 5,
  });
}

test('a timer runs at its time, not before, and is given its schedule', async () => {
  const nextSecond = Math.floor(Date.now() / 1000) * 1000 + 1000;
  const app = await start(`schedule: '* * * * * *'`);
  const run = await untilRun(app, 1);
  expect(run).toEqual({ isPastDue: false, schedule: { adjustForDST: true }, scheduleStatus: null });
  expect(Date.now()).toBeGreaterThanOrEqual(nextSecond);
});

test('a move of the clock past the next occurrence runs the timer once, as past due', async () => {
  const app = await start(`schedule: '0 0 * * * *'`);
  const { Next } = await untilArmed();
  advance(3 * 60 * minute);
  const run = await untilRun(app, 1);
  expect(run).toMatchObject({ isPastDue: true, scheduleStatus: { next: Next, last: '0001-01-01T00:00:00+00:00' } });
  advance(minute);
  advance(60 * minute);
  const second = await untilRun(app, 2);
  expect(Date.parse(second?.scheduleStatus?.next ?? '')).toBeGreaterThan(Date.parse(Next ?? ''));
});

test('a move of the clock short of the next occurrence runs nothing', async () => {
  const app = await start(`schedule: '0 0 0 1 1 *'`);
  const { Next } = await untilArmed();
  advance(Date.parse(Next ?? '') - Date.now() - minute);
  advance(minute - 5_000);
  expect(app.exports.runs).toEqual([]);
  advance(5_000);
  await untilRun(app, 1);
});

test('runOnStartup runs at once, and what was stored is no reason to run again', async () => {
  const app = await start(`schedule: '0 0 0 1 1 *', runOnStartup: true`);
  expect(await untilRun(app, 1)).toMatchObject({ isPastDue: false });
});

test('an occurrence missed while nothing ran is made good at the next start, as past due', async () => {
  const first = await start(`schedule: '0 0 * * * *'`);
  const { Next } = await untilArmed();
  await first.runtime.close();
  advance(90 * minute);
  const second = await start(`schedule: '0 0 * * * *'`);
  expect(await untilRun(second, 1)).toMatchObject({ isPastDue: true, scheduleStatus: { next: Next } });
  await vi.waitFor(async () => {
    const status = await storedStatus();
    expect(Date.parse(status?.['Next'] ?? '')).toBeGreaterThan(Date.now());
    expect(Date.parse(status?.['Last'] ?? '')).toBeGreaterThan(Date.parse(Next ?? ''));
  });
  expect(first.exports.runs).toEqual([]);
});

test('a schedule changed between starts counts from now', async () => {
  const first = await start(`schedule: '0 0 * * * *'`);
  await untilArmed();
  await first.runtime.close();
  advance(90 * minute);
  const second = await start(`schedule: '0 30 0 1 1 *'`);
  await vi.waitFor(async () => expect((await storedStatus())?.['Next']).toMatch(/-01-01T00:30:00.000\+00:00$/));
  expect(second.exports.runs).toEqual([]);
});

test('of two instances one runs the timer; when it stops, the other takes over', async () => {
  const first = await start(`schedule: '0 0 * * * *'`);
  await untilArmed();
  const second = await start(`schedule: '0 0 * * * *'`);
  advance(60 * minute);
  const runs = () => [first, second].map(({ exports }) => exports.runs.length);
  await vi.waitFor(() => expect(runs().sort()).toEqual([0, 1]));
  const [one, other] = runs()[0] === 1 ? [first, second] : [second, first];
  await one.runtime.close();
  advance(60 * minute);
  await untilRun(other, 1);
  expect(one.exports.runs).toHaveLength(1);
});

test('a run that fails is told and not repeated before its next time', async () => {
  const app = await startTestApp<{ runs: Run[] }>(`
    import { app } from '@azure/functions';
    export const runs = [];
    app.timer('tick', { schedule: '0 0 * * * *', handler: async (timer) => { runs.push(timer); throw new Error('bad day'); } });`);
  await untilArmed();
  advance(60 * minute);
  await untilRun(app, 1);
  await vi.waitFor(() => expect(app.logs.join()).toContain('error tick Error: bad day'));
  advance(60 * minute);
  await untilRun(app, 2);
});
