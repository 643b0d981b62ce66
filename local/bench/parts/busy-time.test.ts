import { createServer, get, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { measureBusyTime } from './busy-time';

test('time in which several calls are under way counts once, time without any not at all', async () => {
  let now = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now);
  let arrived: (response: ServerResponse) => void;
  const server = createServer((_, response) => arrived(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    clock.mockRestore();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const busyMs = measureBusyTime(port);

  async function begin(at: number): Promise<ServerResponse> {
    now = at;
    const arrival = new Promise<ServerResponse>((resolve) => (arrived = resolve));
    get({ port, host: '127.0.0.1', agent: false }, (answer) => answer.resume());
    return await arrival;
  }
  async function end(at: number, response: ServerResponse): Promise<void> {
    now = at;
    const closed = new Promise((resolve) => response.once('close', resolve));
    response.end();
    await closed;
  }

  const first = await begin(10);
  const second = await begin(15);
  await end(20, first);
  now = 25;
  expect(busyMs()).toBe(15);
  await end(27, second);
  now = 100;
  expect(busyMs()).toBe(17);
  await end(103, await begin(101));
  expect(busyMs()).toBe(19);
});
