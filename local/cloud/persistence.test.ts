import { appendFileSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { startCloud } from './index';
import { CloudClient, contoso, newUserBody } from './testing';

const folders: string[] = [];

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'steward-cloud-'));
  folders.push(path);
  return path;
}

afterEach(() => {
  for (const path of folders.splice(0)) rmSync(path, { recursive: true, force: true });
});

test('state, logs and keys outlive a stop, and tokens issued before it stay valid', async () => {
  const dataFolder = folder();
  const first = await startCloud({ port: 0, dataFolder });
  const before = new CloudClient(first.url);
  await before.graph(contoso, 'POST', '/users', newUserBody('ada'));
  const token = String((await before.refresh(contoso)).body['access_token']);
  const state = await before.control('state?tenant=contoso');
  await first.close();
  const second = await startCloud({ port: 0, dataFolder });
  const after = new CloudClient(second.url);
  expect(await after.control('state?tenant=contoso')).toEqual(state);
  expect(await after.effects(contoso)).toHaveLength(1);
  const found = await after.send('GET', '/v1.0/users/ada@contoso.onmicrosoft.com', undefined, {
    authorization: `Bearer ${token}`,
  });
  expect(found.status).toBe(200);
  await second.close();
});

test('what was answered is there again after the process was killed, even with a line cut short', async () => {
  const running = folder();
  const cloud = await startCloud({ port: 0, dataFolder: running });
  const client = new CloudClient(cloud.url);
  await client.graph(contoso, 'POST', '/users', newUserBody('ada'));
  await client.graph(contoso, 'DELETE', '/users/mel@contoso.onmicrosoft.com');
  // What lies on the disk at this moment is all a killed process leaves.
  const killed = folder();
  for (const name of ['cloud.jsonl', 'cloud.journal.jsonl']) copyFileSync(join(running, name), join(killed, name));
  appendFileSync(join(killed, 'cloud.journal.jsonl'), '["users:2222","half a li');
  await cloud.close();
  const again = await startCloud({ port: 0, dataFolder: killed });
  const after = new CloudClient(again.url);
  expect((await after.graph(contoso, 'GET', '/users/ada@contoso.onmicrosoft.com')).status).toBe(200);
  expect((await after.graph(contoso, 'GET', '/users/mel@contoso.onmicrosoft.com')).status).toBe(404);
  expect(await after.effects(contoso)).toHaveLength(2);
  await again.close();
});

test('a busy port is an error that says so, and leaves the data of the running cloud alone', async () => {
  const dataFolder = folder();
  const cloud = await startCloud({ port: 0, dataFolder });
  await expect(startCloud({ port: cloud.port, dataFolder })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await new CloudClient(cloud.url).graph(contoso, 'POST', '/users', newUserBody('ada'));
  expect(readFileSync(join(dataFolder, 'cloud.journal.jsonl'), 'utf8')).toContain('ada@contoso');
  await cloud.close();
});

test('damaged data is an error that names the place, and the port is free again', async () => {
  const dataFolder = folder();
  writeFileSync(join(dataFolder, 'cloud.jsonl'), '["a","b",1]\nnonsense\n');
  await expect(startCloud({ port: 0, dataFolder })).rejects.toThrow('cloud.jsonl: line 2 is damaged.');
});

test('storage is switched by the door it was given', async () => {
  const downs: number[] = [];
  const storage = {
    down: (ms: number): Promise<void> => {
      downs.push(ms);
      return Promise.resolve();
    },
  };
  const cloud = await startCloud({ port: 0, storage });
  await new CloudClient(cloud.url).control('storage', { down: 'PT60S' });
  expect(downs).toEqual([60_000]);
  await cloud.close();
});
