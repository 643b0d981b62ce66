import { join } from 'node:path';
import { startCloud } from '../cloud';
import { portError, requireFreePort } from '../runtime/port';
import { RuntimeError } from '../runtime/runtime-error';
import { startStorage, type Storage } from '../runtime/storage';
import type { LocalSettings } from './settings';

/** What the app runs against: storage and the local cloud, in this process. */
export interface Backing {
  cloudUrl: string;
  connectionString: string;
  /** For people: where storage listens. */
  storageAddress: string;
  close(): Promise<void>;
}

/** Starts storage and the local cloud. */
export async function startBacking({ cloudPort, storagePort, dataFolder }: LocalSettings): Promise<Backing> {
  // Before any data is touched: whoever has the ports may be using it.
  if (cloudPort !== 0) await requireFreePort(cloudPort, 'STEWARD_CLOUD_PORT');
  const storage = await startStorage({ port: storagePort, dataFolder });
  try {
    const cloud = await startCloud({
      port: cloudPort,
      storage,
      ...(dataFolder === undefined ? {} : { dataFolder: join(dataFolder, 'cloud') }),
    });
    return {
      cloudUrl: cloud.url,
      connectionString: storage.connectionString,
      storageAddress: storageAddress(storage),
      async close() {
        await cloud.close();
        await storage.close();
      },
    };
  } catch (error) {
    await storage.close();
    throw cloudFault(portError(error, cloudPort, 'STEWARD_CLOUD_PORT'), dataFolder);
  }
}

function storageAddress({ blobPort, queuePort, tablePort }: Storage): string {
  return `http://127.0.0.1:${String(blobPort)} (blob; queue ${String(queuePort)}, table ${String(tablePort)})`;
}

/** What the cloud says of its data is for people: damaged, or not to be read. */
function cloudFault(error: unknown, dataFolder: string | undefined): unknown {
  if (dataFolder === undefined || !(error instanceof Error) || error instanceof RuntimeError) return error;
  return new RuntimeError(`STEWARD_DATA: ${error.message}`, { cause: error });
}
