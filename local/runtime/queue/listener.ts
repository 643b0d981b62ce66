import type { QueueClient, QueueServiceClient, ReceivedMessageItem } from '@azure/storage-queue';
import type { HostSettings } from '../host-json';
import { errorText, type Logger } from '../log';
import { Alarm } from '../alarm';
import { Lease, leaseMs } from './lease';
import { decodeMessage } from './message';
import { poisonQueue, sendToPoison } from './poison';
import { onOwnEnqueue } from './wake';

/** Idle polling: often enough that a message of another process is picked up at once to the eye. */
const firstPollMs = 25;
const lastPollMs = 100;

export interface QueueListener {
  /** Takes no new message; resolves when those running are done. */
  close(): Promise<void>;
}

export interface QueueListenerOptions {
  service: QueueServiceClient;
  queueName: string;
  settings: HostSettings['queues'];
  logger: Logger;
  /** Runs the function; a rejection is a failed run. */
  run: (message: ReceivedMessageItem, text: string) => Promise<void>;
}

/**
 * Listens on a queue with the semantics of the host's queue trigger:
 * https://github.com/Azure/azure-sdk-for-net/tree/main/sdk/storage/Microsoft.Azure.WebJobs.Extensions.Storage.Queues
 */
export function startQueueListener(options: QueueListenerOptions): QueueListener {
  const { service, queueName, settings, logger, run } = options;
  const queue = service.getQueueClient(queueName);
  const poison = poisonQueue(service, queueName);
  const alarm = new Alarm();
  const running = new Set<Promise<void>>();
  let closing = false;

  const source = `queue ${queueName}`;
  const report = (error: unknown) => logger('error', source, errorText(error));

  async function fail(lease: Lease): Promise<void> {
    const { dequeueCount, messageText } = lease.message;
    if (dequeueCount < settings.maxDequeueCount) {
      await lease.release(settings.visibilityTimeoutMs);
      if (settings.visibilityTimeoutMs === 0) alarm.ring();
      else alarm.ringIn(settings.visibilityTimeoutMs);
    } else if (poison === undefined) {
      lease.abandon();
    } else {
      logger('warning', source, `Message ${lease.message.messageId} goes to ${poison.name}.`);
      await sendToPoison(poison, messageText);
      await lease.delete();
    }
  }

  async function work(lease: Lease): Promise<void> {
    const { message } = lease;
    const text = decodeMessage(message.messageText, settings.messageEncoding);
    if (text === undefined || message.dequeueCount > settings.maxDequeueCount) {
      // A text that cannot be decoded never can: https://github.com/Azure/azure-sdk-for-net/pull/18326
      if (text === undefined) logger('error', source, `Message ${message.messageId} is not base64.`);
      message.dequeueCount = Math.max(message.dequeueCount, settings.maxDequeueCount);
      await fail(lease);
      return;
    }
    try {
      await run(message, text);
    } catch (error) {
      report(error);
      await fail(lease);
      return;
    }
    await lease.delete();
  }

  function start(message: ReceivedMessageItem): void {
    const lease = new Lease(queue, message, report);
    const job = work(lease)
      .catch((error: unknown) => {
        lease.abandon();
        report(error);
      })
      .finally(() => {
        running.delete(job);
        alarm.ring();
      });
    running.add(job);
  }

  async function receive(): Promise<ReceivedMessageItem[]> {
    if (running.size > settings.newBatchThreshold) return [];
    return await receiveBatch(queue, settings.batchSize);
  }

  async function loop(): Promise<void> {
    let pollMs = firstPollMs;
    let down = false;
    while (!closing) {
      try {
        const messages = await receive();
        if (down) logger('information', source, 'Storage answers again.');
        down = false;
        messages.forEach(start);
        if (messages.length > 0) {
          pollMs = firstPollMs;
          if (running.size <= settings.newBatchThreshold) continue;
        }
      } catch (error) {
        // Once an outage, not ten times a second.
        if (!down) report(error);
        down = true;
      }
      await alarm.wait(pollMs);
      pollMs = Math.min(pollMs * 2, lastPollMs, settings.maxPollingIntervalMs);
    }
  }

  const stopListening = onOwnEnqueue(queue.url, (delayMs) => {
    if (delayMs === 0) alarm.ring();
    // A little late rather than early: the service compares with its own reading of the clock.
    else alarm.ringIn(delayMs + 5);
  });
  const looping = loop();
  return {
    async close() {
      closing = true;
      stopListening();
      alarm.clear();
      alarm.ring();
      await looping;
      await Promise.all(running);
    },
  };
}

async function receiveBatch(queue: QueueClient, batchSize: number): Promise<ReceivedMessageItem[]> {
  try {
    const received = await queue.receiveMessages({ numberOfMessages: batchSize, visibilityTimeout: leaseMs / 1000 });
    return received.receivedMessageItems;
  } catch (error) {
    // A queue that does not exist yet is an empty one; the host does not create it either.
    if (typeof error === 'object' && error !== null && 'statusCode' in error && error.statusCode === 404) return [];
    throw error;
  }
}
