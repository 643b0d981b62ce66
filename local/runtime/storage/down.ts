import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';

export interface Outage {
  down: (ms: number) => Promise<void>;
  /** Ends a running outage at once. */
  end: () => Promise<void>;
}

interface Stopped {
  server: Server;
  address: AddressInfo;
}

/** Lets HTTP servers stop listening for a while without losing what they hold. */
export function goDown(servers: Server[]): Outage {
  let running: { timer: NodeJS.Timeout; stopped: Stopped[] } | undefined;

  async function end(): Promise<void> {
    if (running === undefined) return;
    const { timer, stopped } = running;
    running = undefined;
    clearTimeout(timer);
    await Promise.all(
      stopped.map(async ({ server, address: { port, address } }) => {
        server.listen(port, address);
        await once(server, 'listening');
      }),
    );
  }

  async function down(ms: number): Promise<void> {
    await end(); // a second outage replaces the first
    const stopped = await Promise.all(servers.map(stop));
    running = { timer: setTimeout(() => void end(), ms), stopped };
    await Promise.all(stopped.map(refuses));
  }

  return { down, end };
}

async function stop(server: Server): Promise<Stopped> {
  const address = server.address() as AddressInfo;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
  return { server, address };
}

/**
 * Resolves once a new connection is refused. By then clients have been told of the end of their old ones too, so that
 * their next call is refused as well, and not cut half way.
 */
async function refuses({ address: { port, address } }: Stopped): Promise<void> {
  const probe = connect(port, address);
  try {
    await once(probe, 'connect');
  } catch {
    return;
  }
  probe.destroy();
}
