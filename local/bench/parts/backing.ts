import { startBacking } from '../../start/backing';
import { measureBusyTime } from './busy-time';
import { serveParent } from './serve-parent';

export interface BackingReady {
  readonly cloudUrl: string;
  readonly connectionString: string;
}

/** Storage and the local cloud. */
export async function runBacking(): Promise<void> {
  const { cloudUrl, connectionString } = await startBacking({
    port: 0,
    cloudPort: 0,
    storagePort: 0,
    dataFolder: undefined,
  });
  serveParent<BackingReady>({ cloudUrl, connectionString }, measureBusyTime(Number(new URL(cloudUrl).port)));
}
