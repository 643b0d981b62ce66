import type { QueueClient, QueueServiceClient } from '@azure/storage-queue';
import type { StorageConfig } from './config';

export interface Queues {
  /** `delayMs` is rounded up to whole seconds, the queue's own grain; at most seven days. */
  send(queue: string, text: string, delayMs?: number): Promise<void>;
}

const longestDelaySeconds = 7 * 24 * 3600 - 1;

export function createQueues(storage: StorageConfig): Queues {
  let service: Promise<QueueServiceClient> | undefined;
  const opened = new Map<string, Promise<QueueClient>>();

  async function connect(): Promise<QueueServiceClient> {
    const { QueueServiceClient } = await import('@azure/storage-queue');
    if ('connectionString' in storage)
      return QueueServiceClient.fromConnectionString(storage.connectionString, { retryOptions: { maxTries: 2 } });
    const { ManagedIdentityCredential } = await import('@azure/identity');
    const credential = new ManagedIdentityCredential(
      storage.clientId === undefined ? {} : { clientId: storage.clientId },
    );
    return new QueueServiceClient(storage.queueUrl, credential);
  }

  async function open(name: string): Promise<QueueClient> {
    service ??= connect();
    const client = (await service).getQueueClient(name);
    await client.createIfNotExists();
    return client;
  }

  return {
    async send(queue, text, delayMs = 0) {
      let client = opened.get(queue);
      if (!client) {
        client = open(queue);
        opened.set(queue, client);
        client.catch(() => opened.delete(queue));
      }
      const visibilityTimeout = Math.min(Math.ceil(Math.max(delayMs, 0) / 1000), longestDelaySeconds);
      // The host expects base64 (host.json, extensions.queues.messageEncoding); -1: a message never ages out unseen.
      await (
        await client
      ).sendMessage(Buffer.from(text).toString('base64'), { visibilityTimeout, messageTimeToLive: -1 });
    },
  };
}
