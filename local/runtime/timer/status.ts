import type { ContainerClient } from '@azure/storage-blob';
import { isNotFound } from './blobs';
import type { Schedule } from './schedule';

/** When a timer ran and is to run, in milliseconds. `last` is absent before the first run. */
export interface ScheduleStatus {
  last: number | undefined;
  next: number;
  lastUpdated: number;
}

/** Keeps the status of one timer between starts, so that a missed occurrence is noticed. */
export interface StatusStore {
  read(): Promise<ScheduleStatus | undefined>;
  write(status: ScheduleStatus): Promise<void>;
}

const never = '0001-01-01T00:00:00+00:00';

/** A time as .NET writes it. */
const time = (ms: number | undefined) => (ms === undefined ? never : new Date(ms).toISOString().replace('Z', '+00:00'));

/** The status as the host stores it, and gives it to the function. */
export function statusJson({ last, next, lastUpdated }: ScheduleStatus): Record<string, string> {
  return { Last: time(last), Next: time(next), LastUpdated: time(lastUpdated) };
}

/** A blob for the timer, where the host has it too. */
export function statusStore(container: ContainerClient, hostId: string, functionName: string): StatusStore {
  const blob = container.getBlockBlobClient(`timers/${hostId}/Host.Functions.${functionName}/status`);
  return {
    async read() {
      try {
        return parse((await blob.downloadToBuffer()).toString('utf8'));
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    },
    async write(status) {
      const text = JSON.stringify(statusJson(status));
      await blob.upload(text, Buffer.byteLength(text), { blobHTTPHeaders: { blobContentType: 'application/json' } });
    },
  };
}

/** A status that cannot be read is as good as none: the timer starts afresh. */
function parse(text: string): ScheduleStatus | undefined {
  try {
    const { Last, Next, LastUpdated } = JSON.parse(text) as Record<string, string>;
    const last = Date.parse(Last ?? '');
    const next = Date.parse(Next ?? '');
    const lastUpdated = Date.parse(LastUpdated ?? '');
    if (Number.isNaN(next) || Number.isNaN(lastUpdated)) return undefined;
    return { last: last > 0 ? last : undefined, next, lastUpdated };
  } catch {
    return undefined;
  }
}

/** What a timer that starts now goes by: the stored status, unless the schedule has been changed since it was written. */
export function statusAtStart(stored: ScheduleStatus | undefined, schedule: Schedule, now: number): ScheduleStatus {
  if (stored === undefined) return { last: undefined, next: schedule.next(now), lastUpdated: now };
  const lastUpdated = stored.last ?? stored.lastUpdated;
  const next = schedule.next(lastUpdated);
  if (next === stored.next) return stored;
  // A new schedule counts from now, so that it is not past due at once.
  return next < now
    ? { last: undefined, next: schedule.next(now), lastUpdated: now }
    : { last: undefined, next, lastUpdated };
}
