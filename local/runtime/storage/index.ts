import { mkdir } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { requireFreePort } from '../port';
import { startAzurite, type RunningService, type Service } from './azurite';
import { connectionString } from './connection-string';
import { goDown } from './down';
import { startSmallQueue } from './small-queue/server';

export interface StorageOptions {
  /** Port of the blob service; queue and table take the next two. 0 (default) picks free ones. */
  port?: number;
  /** Keeps everything in this folder; without it, in memory. */
  dataFolder?: string | undefined;
  /** `small` is an in-memory queue server whose speed does not depend on the queue's length. */
  queue?: 'azurite' | 'small';
}

export interface Storage {
  connectionString: string;
  blobPort: number;
  queuePort: number;
  tablePort: number;
  /** Makes all three services refuse connections for a while; resolves as soon as they do. The data stays. */
  down: (ms: number) => Promise<void>;
  close(): Promise<void>;
}

/** Starts blob, queue and table storage in this process. */
export async function startStorage(options: StorageOptions = {}): Promise<Storage> {
  const { port = 0, queue = 'azurite' } = options;
  // Before the data is touched: whoever has the ports may be using it.
  if (port !== 0) for (const offset of [0, 1, 2]) await requireFreePort(port + offset, 'STEWARD_STORAGE_PORT');
  const folder = options.dataFolder === undefined ? undefined : join(options.dataFolder, 'storage');
  if (folder !== undefined) await mkdir(folder, { recursive: true });

  const services = new Map<Service, RunningService>();
  const closeAll = async () => {
    await Promise.all([...services.values()].map((service) => service.close()));
  };
  const start = async (service: Service, offset: number) => {
    const at = port === 0 ? 0 : port + offset;
    const starting = service === 'queue' && queue === 'small' ? startSmallQueue(at) : startAzurite(service, at, folder);
    services.set(service, await starting);
  };
  const started = await Promise.allSettled([start('blob', 0), start('queue', 1), start('table', 2)]);
  const failed = started.find((result) => result.status === 'rejected');
  if (failed !== undefined) {
    await closeAll();
    throw failed.reason;
  }

  const portOf = (service: Service) => (services.get(service)?.httpServer.address() as AddressInfo).port;
  const ports = { blob: portOf('blob'), queue: portOf('queue'), table: portOf('table') };
  const outage = goDown([...services.values()].map((service) => service.httpServer));
  return {
    connectionString: connectionString(ports),
    blobPort: ports.blob,
    queuePort: ports.queue,
    tablePort: ports.table,
    down: outage.down,
    close: async () => {
      await outage.end();
      await closeAll();
    },
  };
}
