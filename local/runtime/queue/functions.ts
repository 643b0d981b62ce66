import { QueueServiceClient } from '@azure/storage-queue';
import type { App, RegisteredFunction } from '../core/app';
import { invoke } from '../core/invoke';
import { resolveSetting, connectionSetting } from '../core/settings-lookup';
import { triggerOf } from '../core/supported';
import type { InvocationResponse } from '../core/types';
import type { HostSettings } from '../host-json';
import type { Logger } from '../log';
import { startQueueListener, type QueueListener } from './listener';
import { encodeMessage, outputTexts, triggerMetadata } from './message';

function queueService(connection: unknown, functionName: string): QueueServiceClient {
  // The listener and the function decide what to do about a failed call, and when.
  return QueueServiceClient.fromConnectionString(connectionSetting(connection, functionName), {
    retryOptions: { maxTries: 1 },
  });
}

/** Writes the queue outputs of an invocation; the invocation fails when that fails. */
export async function writeQueueOutputs(
  { metadata }: RegisteredFunction,
  response: InvocationResponse,
  encoding: 'base64' | 'none',
): Promise<void> {
  const outputs = [...(response.outputData ?? []), { name: '$return', data: response.returnValue }];
  for (const { name, data } of outputs) {
    const binding = metadata.bindings[name];
    if (binding?.type.toLowerCase() !== 'queue' || data === null || data === undefined) continue;
    const queueName = resolveSetting(binding['queueName'], metadata.name, 'queueName');
    const queue = queueService(binding['connection'], metadata.name).getQueueClient(queueName);
    await queue.createIfNotExists();
    for (const text of outputTexts(data)) await queue.sendMessage(encodeMessage(text, encoding));
  }
}

/** Starts a listener for each queue function of the app. */
export function startQueueListeners(app: App, settings: HostSettings['queues'], logger: Logger): QueueListener[] {
  return [...app.functions.values()].flatMap((registered) => {
    const { metadata } = registered;
    const trigger = triggerOf(metadata);
    if (trigger.type !== 'queuetrigger') return [];
    const binding = trigger.binding;
    return startQueueListener({
      service: queueService(binding['connection'], metadata.name),
      queueName: resolveSetting(binding['queueName'], metadata.name, 'queueName'),
      settings,
      logger,
      async run(message, text) {
        const data = binding['dataType'] === 'binary' ? { bytes: Buffer.from(text) } : { string: text };
        const call = { binding: trigger.name, data, triggerMetadata: triggerMetadata(message, text) };
        const response = await invoke(app, registered, call, logger);
        await writeQueueOutputs(registered, response, settings.messageEncoding);
      },
    });
  });
}
