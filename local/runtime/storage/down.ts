import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Outage {
  down(ms: number): Promise<void>;
  /** Ends a running outage at once. */
  end(): Promise<void>;
}

/** Lets HTTP servers stop listening for a while without losing what they hold. */
export function goDown(servers: Server[]): Outage {
  let back: { timer: NodeJS.Timeout; listen: () => Promise<void> } | undefined;

  async function end(): Promise<void> {
    if (back === undefined) return;
    const { timer, listen } = back;
    back = undefined;
    clearTimeout(timer);
    await listen();
  }

  async function down(ms: number): Promise<void> {
    await end(); // a second outage replaces the first
    const stopped = servers.map((server) => {
      const { port, address } = server.address() as AddressInfo;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return { server, port, address, closed };
    });
    await Promise.all(stopped.map((one) => one.closed));
    const listen = async () => {
      await Promise.all(
        stopped.map(
          ({ server, port, address }) =>
            new Promise<void>((resolve, reject) => {
              server.once('error', reject);
              server.listen(port, address, () => {
                server.off('error', reject);
                resolve();
              });
            }),
        ),
      );
    };
    back = { timer: setTimeout(() => void end(), ms), listen };
  }

  return { down, end };
}
