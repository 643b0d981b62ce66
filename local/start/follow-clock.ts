import { setTimeout as delay } from 'node:timers/promises';
import { installClock, setClockOffset } from '../clock';
import { RuntimeError } from '../runtime/runtime-error';

const firstTriesMs = 5_000;
const tryAgainMs = 250;

/** Lets this process follow the clock of a local cloud in another, until the signal. Resolves once it does. */
export async function followClock(cloudUrl: string, stopping: AbortSignal): Promise<void> {
  installClock();
  let version = await firstReading(cloudUrl, stopping);

  async function follow(): Promise<void> {
    while (!stopping.aborted) {
      try {
        version = await read(`${cloudUrl}/control/clock?after=${String(version)}`, stopping);
      } catch {
        // The cloud is being started anew; its clock is where it was.
        await delay(tryAgainMs, undefined, { signal: stopping, ref: false }).catch(() => undefined);
      }
    }
  }
  void follow();
}

/** The cloud may be starting beside us. */
async function firstReading(cloudUrl: string, stopping: AbortSignal): Promise<number> {
  const until = performance.now() + firstTriesMs;
  for (;;) {
    try {
      return await read(`${cloudUrl}/control/clock`, stopping);
    } catch (error) {
      if (performance.now() > until || stopping.aborted) {
        throw new RuntimeError(`No local cloud answers at ${cloudUrl}: start it with "npm run cloud".`, {
          cause: error,
        });
      }
      await delay(tryAgainMs);
    }
  }
}

async function read(url: string, signal: AbortSignal): Promise<number> {
  const response = await fetch(url, { signal });
  const { offsetMs, version } = (await response.json()) as { offsetMs: number; version: number };
  setClockOffset(offsetMs);
  return version;
}
