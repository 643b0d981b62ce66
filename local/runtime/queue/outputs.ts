import { QueueServiceClient } from '@azure/storage-queue';
import { connectionSetting, resolveSetting } from '../core/settings-lookup';
import type { FunctionMetadata, InvocationResponse } from '../core/types';
import type { QueueSettings } from '../host-json';
import { encodeMessage, outputTexts } from './message';

/** The queue service a binding's `connection` names. */
export function queueService(connection: unknown, functionName: string): QueueServiceClient {
  // The listener and the function decide what to do about a failed call, and when.
  return QueueServiceClient.fromConnectionString(connectionSetting(connection, functionName), {
    retryOptions: { maxTries: 1 },
  });
}

/** Writes the queue outputs of an invocation; the invocation fails when that fails. */
export async function writeQueueOutputs(
  { name: functionName, bindings }: FunctionMetadata,
  response: InvocationResponse,
  encoding: QueueSettings['messageEncoding'],
): Promise<void> {
  const outputs = [...(response.outputData ?? []), { name: '$return', data: response.returnValue }];
  for (const { name, data } of outputs) {
    const binding = bindings[name];
    if (binding?.type.toLowerCase() !== 'queue' || data === null || data === undefined) continue;
    const queueName = resolveSetting(binding['queueName'], functionName, 'queueName');
    const queue = queueService(binding['connection'], functionName).getQueueClient(queueName);
    await queue.createIfNotExists();
    for (const text of outputTexts(data)) await queue.sendMessage(encodeMessage(text, encoding));
  }
}
