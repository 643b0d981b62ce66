import { expect, test, vi } from 'vitest';
import { AppClient, type RequestDocument } from '../start/job/client';
import { address, builtPrograms, freePorts, start, temporaryFolder, type Running } from './testing';

builtPrograms();

/** Environment of one cloud and the apps against it. */
async function ports(): Promise<Record<string, string>> {
  const first = await freePorts(4);
  return { STEWARD_CLOUD_PORT: String(first), STEWARD_STORAGE_PORT: String(first + 1) };
}

const soon = { timeout: 15_000, interval: 20 };
const order = (name: string) => ({
  action: 'users.create',
  customer: 'contoso',
  input: { userPrincipalName: `${name}@contoso.onmicrosoft.com`, displayName: name, usageLocation: 'CH' },
});

async function control(cloud: Running, path: string, body?: object): Promise<Record<string, unknown>> {
  const init = body && { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const response = await fetch(`${address(cloud, 'cloud')}/control/${path}`, init);
  return (await response.json()) as Record<string, unknown>;
}

const clientOf = (app: Running, cloud: Running) => new AppClient(address(app, 'app'), address(cloud, 'cloud'));

async function untilState(client: AppClient, location: string | undefined, state: string): Promise<void> {
  await vi.waitFor(async () => {
    const { body } = await client.look('local-operator', location ?? '');
    expect((body as RequestDocument).state).toBe(state);
  }, soon);
}

test('apps in processes of their own share one cloud: what one accepted, another finishes after a kill', async () => {
  const env = await ports();
  const cloud = start(['cloud'], env);
  await cloud.ready();
  const [first, second] = [start(['app'], env), start(['app'], env)];
  await Promise.all([first.ready(), second.ready()]);
  const accepted = await clientOf(first, cloud).submit('local-operator', order('ada'));
  first.process.kill('SIGKILL');
  expect(accepted.status).toBe(202);
  const location = `${address(second, 'app')}${new URL(accepted.location ?? '').pathname}`;
  // Whatever the killed app had in hand is free again when its leases are over.
  await control(cloud, 'clock', { advance: 'PT11M' });
  await untilState(clientOf(second, cloud), location, 'succeeded');
  const { value } = await control(cloud, 'effects');
  expect((value as { kind: string }[]).map(({ kind }) => kind)).toEqual(['user.create']);
  second.process.kill('SIGTERM');
  cloud.process.kill('SIGTERM');
  expect(await second.ended).toMatchObject({ code: 0 });
  expect(await cloud.ended).toMatchObject({ code: 0, stderr: '' });
});

test('the app follows the clock of the cloud: a token of yesterday is refused', async () => {
  const env = await ports();
  const cloud = start(['cloud'], env);
  await cloud.ready();
  const app = start(['app'], env);
  await app.ready();
  const client = clientOf(app, cloud);
  const headers = { authorization: `Bearer ${await client.token('local-operator')}` };
  const list = () => fetch(`${address(app, 'app')}/api/requests`, { headers });
  expect((await list()).status).toBe(200);
  await control(cloud, 'clock', { advance: 'P1D' });
  await vi.waitFor(async () => expect((await list()).status).toBe(401), soon);
});

test('after a restart of both, work that was accepted is there', async () => {
  const env = { ...(await ports()), STEWARD_DATA: await temporaryFolder() };
  let cloud = start(['cloud'], env);
  await cloud.ready();
  let app = start(['app'], env);
  await app.ready();
  const accepted = await clientOf(app, cloud).submit('local-operator', order('kept'));
  app.process.kill('SIGINT');
  await app.ended;
  cloud.process.kill('SIGINT');
  await cloud.ended;
  cloud = start(['cloud'], env);
  await cloud.ready();
  app = start(['app'], env);
  await app.ready();
  const location = `${address(app, 'app')}${new URL(accepted.location ?? '').pathname}`;
  await untilState(clientOf(app, cloud), location, 'succeeded');
});

test('an app without a cloud says so in one line', async () => {
  const { code, stdout, stderr } = await start(['app'], await ports()).ended;
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^No local cloud answers at http:\/\/127.0.0.1:\d+: start it with "npm run cloud"\.\n$/);
});
