// Azurite's servers, started in this process: no child process, half the memory, a quarter of a second.
import { join } from 'node:path';
import type { Server } from 'node:http';
import BlobConfiguration from 'azurite/dist/src/blob/BlobConfiguration';
import BlobServer from 'azurite/dist/src/blob/BlobServer';
import { MemoryExtentChunkStore } from 'azurite/dist/src/common/persistence/MemoryExtentStore';
import type ServerBase from 'azurite/dist/src/common/ServerBase';
import QueueConfiguration from 'azurite/dist/src/queue/QueueConfiguration';
import QueueServer from 'azurite/dist/src/queue/QueueServer';
import TableConfiguration from 'azurite/dist/src/table/TableConfiguration';
import TableServer from 'azurite/dist/src/table/TableServer';

export type Service = 'blob' | 'queue' | 'table';

/** A storage service with the HTTP server it listens on. */
export interface RunningService {
  httpServer: Server;
  close(): Promise<void>;
}

const host = '127.0.0.1';
const keepAliveSeconds = 30;

function server(service: Service, port: number, folder: string | undefined): ServerBase {
  const inMemory = folder === undefined;
  const file = (name: string) => join(folder ?? '.', name);
  if (service === 'table') {
    const config = new TableConfiguration(
      ...([host, port, keepAliveSeconds, file('table.json')] as const),
      ...([false, false, undefined, undefined] as const), // no logs
      ...([false, true, '', '', '', undefined, false] as const), // strict, any API version, plain HTTP
      inMemory,
    );
    return new TableServer(config);
  }
  const extents = [{ locationId: 'Default', locationPath: file(`${service}-extents`), maxConcurrency: 50 }];
  const args = [
    ...([host, port, keepAliveSeconds, file(`${service}.json`), file(`${service}-extents.json`), extents] as const),
    ...([false, undefined, false, undefined] as const),
    ...([false, true, '', '', '', undefined, false] as const),
    inMemory,
    new MemoryExtentChunkStore(),
  ] as const;
  return service === 'blob'
    ? new BlobServer(new BlobConfiguration(...args))
    : new QueueServer(new QueueConfiguration(...args));
}

/** Starts one of Azurite's services; without a folder it keeps everything in memory. */
export async function startAzurite(
  service: Service,
  port: number,
  folder: string | undefined,
): Promise<RunningService> {
  const running = server(service, port, folder);
  await running.start();
  return {
    httpServer: running.httpServer,
    close: async () => {
      await running.close();
      running.httpServer.closeAllConnections();
    },
  };
}
