import type { QueueClient, QueueServiceClient } from '@azure/storage-queue';

const suffix = '-poison';
const maxNameLength = 63;

/** The queue for messages that keep failing, or undefined for a queue that can have none. */
export function poisonQueue(service: QueueServiceClient, queueName: string): QueueClient | undefined {
  if (queueName.endsWith(suffix) || queueName.length + suffix.length > maxNameLength) return undefined;
  return service.getQueueClient(queueName + suffix);
}

/** Copies a text, undecoded, into a poison queue, which is created on first use. */
export async function sendToPoison(poison: QueueClient, text: string): Promise<void> {
  await poison.createIfNotExists();
  await poison.sendMessage(text);
}
