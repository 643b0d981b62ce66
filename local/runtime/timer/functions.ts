import { connectionSetting, resolveSetting } from '../core/settings-lookup';
import { triggerOf } from '../core/supported';
import { runFunction, type RunningApp } from '../running-app';
import { startTimerListener, type TimerListener, type TimerListenerOptions } from './listener';
import { parseSchedule, type Schedule } from './schedule';

/** What the host calls the app: part of the names of its locks. All local instances are instances of one app. */
const hostId = 'steward-local';

/** As in the host, a timer that fires more than once a minute keeps no status. */
function isFrequent(schedule: Schedule): boolean {
  let at = schedule.next(Date.now());
  for (let count = 0; count < 5; count++) {
    const next = schedule.next(at);
    if (next - at < 60_000) return true;
    at = next;
  }
  return false;
}

/** Starts a listener for each timer function of the app. */
export function startTimerListeners(running: RunningApp): TimerListener[] {
  const found = [...running.app.functions.values()].flatMap((registered): TimerListenerOptions[] => {
    const { metadata } = registered;
    const { name, binding, type } = triggerOf(metadata);
    if (type !== 'timertrigger') return [];
    const schedule = parseSchedule(resolveSetting(binding['schedule'], metadata.name, 'schedule'));
    return [
      {
        functionName: metadata.name,
        schedule,
        runOnStartup: binding['runOnStartup'] === true,
        useMonitor: binding['useMonitor'] !== false && !isFrequent(schedule),
        connectionString: connectionSetting('AzureWebJobsStorage', metadata.name),
        hostId,
        logger: running.logger,
        async run(timer) {
          await runFunction(running, registered, { binding: name, data: { json: JSON.stringify(timer) } });
        },
      },
    ];
  });
  return found.map(startTimerListener);
}
