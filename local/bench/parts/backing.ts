import { startBacking } from '../../start/backing';
import { measureBusyTime } from './busy-time';
import { serveParent } from './serve-parent';

export interface BackingReady {
  readonly cloudUrl: string;
  readonly connectionString: string;
}

/** Storage and the local cloud. */
export async function runBacking(): Promise<void> {
  const backing = await startBacking({ port: 0, cloudPort: 0, storagePort: 0, dataFolder: undefined });
  const { cloudUrl, connectionString } = backing;
  serveParent<BackingReady>({
    ready: { cloudUrl, connectionString },
    upstreamMs: measureBusyTime(Number(new URL(cloudUrl).port)),
    close: () => backing.close(),
  });
}
