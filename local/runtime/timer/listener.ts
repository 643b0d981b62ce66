import type { ContainerClient } from '@azure/storage-blob';
import { clockOffset, onClockMoved } from '../../clock';
import { Alarm } from '../alarm';
import { errorText, type Logger } from '../log';
import { hostContainer } from './blobs';
import { InstanceLock } from './lock';
import type { Schedule } from './schedule';
import { statusAtStart, statusJson, statusStore, type ScheduleStatus } from './status';

/** How soon an instance that is not the one tries again. */
const tryAgainMs = 2_000;
const longestWaitMs = 86_400_000;

export interface TimerListenerOptions {
  functionName: string;
  schedule: Schedule;
  runOnStartup: boolean;
  /** Keep the status between starts. */
  useMonitor: boolean;
  connectionString: string;
  hostId: string;
  logger: Logger;
  /** Runs the function with the trigger's value; a rejection is a failed run. */
  run(timer: unknown): Promise<void>;
}

export interface TimerListener {
  /** Starts no further run; resolves when one that is going is done and another instance may take over. */
  close(): Promise<void>;
}

/**
 * Runs a timer function with the semantics of the host's listener, on the local cloud's clock:
 * https://github.com/Azure/azure-webjobs-sdk-extensions/blob/dev/src/WebJobs.Extensions/Extensions/Timers/Listener/TimerListener.cs
 */
export function startTimerListener(options: TimerListenerOptions): TimerListener {
  const { functionName, schedule, useMonitor, hostId, logger } = options;
  const alarm = new Alarm();
  const stopFollowing = onClockMoved(() => alarm.ring());
  let closing = false;

  async function runFunction(status: ScheduleStatus, isPastDue: boolean): Promise<ScheduleStatus> {
    const now = Date.now();
    const ScheduleStatus = useMonitor ? statusJson(status) : null;
    try {
      await options.run({ Schedule: { AdjustForDST: true }, ScheduleStatus, IsPastDue: isPastDue });
    } catch (error) {
      // A failed run is not repeated: the next occurrence is the next try.
      logger('error', functionName, errorText(error));
    }
    return { last: now, next: schedule.next(now), lastUpdated: now };
  }

  async function runWhileHeld(container: ContainerClient, lock: InstanceLock): Promise<void> {
    const store = statusStore(container, hostId, functionName);
    const keep = async (status: ScheduleStatus) => {
      if (!useMonitor) return;
      await store.write(status).catch((error: unknown) => logger('error', functionName, errorText(error)));
    };
    let status = statusAtStart(useMonitor ? await store.read() : undefined, schedule, Date.now());
    await keep(status);
    if (options.runOnStartup && status.next > Date.now()) await keep((status = await runFunction(status, false)));
    // What has become due without being waited for, before the start or by a move of the clock, is past due.
    let waitedAt: number | undefined;
    while (!closing && (await lock.isHeld())) {
      const delay = status.next - Date.now();
      if (delay > 0) {
        waitedAt = clockOffset();
        await alarm.wait(Math.min(delay, longestWaitMs));
      } else {
        await keep((status = await runFunction(status, waitedAt !== clockOffset())));
        waitedAt = clockOffset();
      }
    }
  }

  async function hold(lock: InstanceLock, container: ContainerClient): Promise<void> {
    try {
      if (!closing && (await lock.acquire())) await runWhileHeld(container, lock);
    } finally {
      if (closing) await lock.release();
    }
  }

  async function loop(): Promise<void> {
    let container: ContainerClient | undefined;
    let lock: InstanceLock | undefined;
    let failing = false;
    for (let waitMs = 0; !closing; waitMs = tryAgainMs) {
      await alarm.wait(waitMs);
      try {
        container ??= await hostContainer(options.connectionString);
        lock ??= new InstanceLock(container, hostId, functionName, () => alarm.ring());
        await hold(lock, container);
        failing = false;
      } catch (error) {
        // Once an outage, not at each try.
        if (!failing) logger('error', functionName, errorText(error));
        failing = true;
      }
    }
  }

  const looping = loop();
  return {
    async close() {
      closing = true;
      stopFollowing();
      alarm.ring();
      await looping;
    },
  };
}
