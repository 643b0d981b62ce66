import { resolveSetting } from '../core/settings-lookup';
import { triggerOf } from '../core/supported';
import { runFunction, type RunningApp } from '../running-app';
import { startQueueListener, type QueueListener, type QueueListenerOptions } from './listener';
import { triggerMetadata } from './message';
import { queueService } from './outputs';

/** Starts a listener for each queue function of the app. */
export function startQueueListeners(running: RunningApp): QueueListener[] {
  const { app, settings, logger } = running;
  const found = [...app.functions.values()].flatMap((registered): QueueListenerOptions[] => {
    const { metadata } = registered;
    const { name, binding, type } = triggerOf(metadata);
    if (type !== 'queuetrigger') return [];
    return [
      {
        service: queueService(binding['connection'], metadata.name),
        queueName: resolveSetting(binding['queueName'], metadata.name, 'queueName'),
        settings: settings.queues,
        logger,
        async run(message, text) {
          const data = binding['dataType'] === 'binary' ? { bytes: Buffer.from(text) } : { string: text };
          const invocation = { binding: name, data, triggerMetadata: triggerMetadata(message, text) };
          await runFunction(running, registered, invocation);
        },
      },
    ];
  });
  return found.map(startQueueListener);
}
