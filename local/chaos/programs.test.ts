import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CloudClient, contoso, type Body } from '../cloud/testing';
import { AppClient, type RequestDocument } from '../start/job/client';
import { appUrlOf, cloudUrlOf, Programs, type Program } from './programs';

let folder: string;
let programs: Programs;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steward-programs-'));
  programs = new Programs(folder);
});
afterEach(async () => {
  await programs.close();
  await rm(folder, { recursive: true, force: true });
});

const joiner = {
  action: 'users.create',
  customer: 'contoso',
  input: {
    userPrincipalName: 'ada@contoso.onmicrosoft.com',
    displayName: 'Ada Example',
    usageLocation: 'CH',
    licenses: ['SPB'],
    groups: ['Sales'],
  },
};

const eventually = { timeout: 30_000, interval: 50 };

async function look(app: Program, cloud: Program, id: string): Promise<RequestDocument> {
  const client = new AppClient(appUrlOf(app), cloudUrlOf(cloud));
  const { body } = await client.look('local-operator', `${appUrlOf(app)}/api/requests/${id}`);
  return body as RequestDocument;
}

/** Submits the joiner, whose user Microsoft takes so long to create, and leaves it right there. */
async function submitAndWait(app: Program, cloud: Program, delayMs: number): Promise<string> {
  const then = { delayMs };
  const fault = { service: 'graph', method: 'POST', path: '/users', times: 1, then };
  await new CloudClient(cloudUrlOf(cloud)).control('faults', fault);
  const { body } = await new AppClient(appUrlOf(app), cloudUrlOf(cloud)).submit('local-operator', joiner);
  const { id } = body as RequestDocument;
  await vi.waitFor(async () => {
    expect((await look(app, cloud, id)).effects[0]?.state).toBe('sending');
  }, eventually);
  return id;
}

/** Moves the clock past the lease of the chunk and that of the timer, so that another app takes over. */
async function expectDoneBy(app: Program, cloud: Program, id: string): Promise<void> {
  const door = new CloudClient(cloudUrlOf(cloud));
  await door.control('clock', { advance: 'PT60S' });
  await vi.waitFor(async () => {
    expect((await look(app, cloud, id)).state).toBe('succeeded');
  }, eventually);
}

async function expectEffectsOnce(cloud: Program, id: string): Promise<void> {
  const effects = await new CloudClient(cloudUrlOf(cloud)).effects(contoso);
  expect(effects.map(({ kind, correlationId }) => [kind, correlationId])).toEqual([
    ['user.create', id],
    ['user.license.assign', id],
    ['group.member.add', id],
  ]);
}

test('an app is killed in the middle: the other finishes its work, and what the dead one sent arrives too late', async () => {
  const cloud = await programs.cloud();
  const startedAt = performance.now();
  const first = await programs.app(cloud);
  // Long enough for the other to start, take over and be done before the call arrives.
  const id = await submitAndWait(first, cloud, 3_000 + 3 * (performance.now() - startedAt));
  const other = await programs.app(cloud);
  expect(await first.end('SIGKILL')).toBe('SIGKILL');
  await expectDoneBy(other, cloud, id);
  await vi.waitFor(async () => {
    const calls = await new CloudClient(cloudUrlOf(cloud)).control('calls');
    const creations = (calls['value'] as Body[]).filter(({ method, url }) =>
      `${String(method)} ${String(url)}`.endsWith('POST /v1.0/users'),
    );
    expect(creations.map(({ status }) => status)).toEqual([201, 400]);
  }, eventually);
  await expectEffectsOnce(cloud, id);
  expect([await other.end('SIGTERM'), await cloud.end('SIGTERM')]).toEqual([0, 0]);
}, 120_000);

test('an app is killed in the middle and all is started again on its data: work goes on where it was', async () => {
  const before = await programs.cloud();
  const killed = await programs.app(before);
  const id = await submitAndWait(killed, before, 1_000);
  expect([await killed.end('SIGKILL'), await before.end('SIGTERM')]).toEqual(['SIGKILL', 0]);
  const cloud = await programs.cloud();
  await expectDoneBy(await programs.app(cloud), cloud, id);
  await expectEffectsOnce(cloud, id);
}, 120_000);
