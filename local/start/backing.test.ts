import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { startBacking } from './backing';

async function busyPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const settings = { port: 0, cloudPort: 0, storagePort: 0, dataFolder: undefined };

test('storage and the cloud start on free ports and stop', async () => {
  const backing = await startBacking(settings);
  const ready = await fetch(`${backing.cloudUrl}/control/ready`);
  expect(await ready.json()).toEqual({ ready: true });
  const storage = await fetch(/BlobEndpoint=([^;]+)/.exec(backing.connectionString)?.[1] ?? '');
  expect(storage.headers.get('server')).toContain('Azurite');
  await backing.close();
  await expect(fetch(`${backing.cloudUrl}/control/ready`)).rejects.toThrow();
});

test('a busy port is named with the setting that changes it, before anything starts', async () => {
  const port = await busyPort();
  const line = (setting: string) => `Port ${String(port)} is in use: set ${setting} to another.`;
  await expect(startBacking({ ...settings, cloudPort: port })).rejects.toThrow(line('STEWARD_CLOUD_PORT'));
  // The last of the three that storage takes.
  await expect(startBacking({ ...settings, storagePort: port - 2 })).rejects.toThrow(line('STEWARD_STORAGE_PORT'));
});
