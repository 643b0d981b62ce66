// Azurite and the small queue server must behave alike towards the unmodified client.
import { QueueServiceClient, RestError } from '@azure/storage-queue';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clockOffset, installClock, setClockOffset } from '../../clock';
import { startStorage, type Storage } from '.';

installClock();

describe.each(['azurite', 'small'] as const)('%s', (kind) => {
  let storage: Storage;
  let service: QueueServiceClient;
  let count = 0;
  beforeAll(async () => {
    storage = await startStorage({ queue: kind });
    service = QueueServiceClient.fromConnectionString(storage.connectionString, { retryOptions: { maxTries: 1 } });
  });
  afterAll(() => storage.close());

  async function newQueue() {
    const queue = service.getQueueClient(`queue-${String(++count)}`);
    await queue.create();
    return queue;
  }

  async function receiveOne(queue: Awaited<ReturnType<typeof newQueue>>, visibilityTimeout = 30) {
    const { receivedMessageItems } = await queue.receiveMessages({ numberOfMessages: 1, visibilityTimeout });
    return receivedMessageItems[0];
  }

  const refusal = async (work: Promise<unknown>) => {
    const error: unknown = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!(error instanceof RestError)) throw new Error('The call was not refused');
    return `${String(error.statusCode)} ${error.code ?? ''}`;
  };

  const later = (seconds: number) => setClockOffset(clockOffset() + seconds * 1000);

  test('gives messages in order, each with its text as sent', async () => {
    const queue = await newQueue();
    const texts = ['plain', 'a < b & "c" > \'d\'', ' spaces ', 'é\u{1F600}', '{"a":1}'];
    for (const text of texts) await queue.sendMessage(text);
    const { receivedMessageItems } = await queue.receiveMessages({ numberOfMessages: 32 });
    expect(receivedMessageItems.map((message) => message.messageText)).toEqual(texts);
    expect(receivedMessageItems[0]).toMatchObject({ dequeueCount: 1 });
  });

  test('hides a taken message until its lease ends, then gives it again and counts', async () => {
    const queue = await newQueue();
    await queue.sendMessage('x');
    const first = await receiveOne(queue, 10);
    expect(await receiveOne(queue)).toBeUndefined();
    later(11);
    const second = await receiveOne(queue, 10);
    expect(second).toMatchObject({ messageId: first?.messageId, dequeueCount: 2 });
    expect(second?.popReceipt).not.toBe(first?.popReceipt);
  });

  test('refuses the receipt of a lease that somebody else has now', async () => {
    const queue = await newQueue();
    await queue.sendMessage('x');
    const first = await receiveOne(queue, 1);
    later(2);
    const second = await receiveOne(queue, 30);
    const id = first?.messageId ?? '';
    expect(await refusal(queue.deleteMessage(id, first?.popReceipt ?? ''))).toBe('400 PopReceiptMismatch');
    await queue.deleteMessage(id, second?.popReceipt ?? '');
    expect(await refusal(queue.deleteMessage(id, second?.popReceipt ?? ''))).toBe('404 MessageNotFound');
  });

  test('an update keeps the text, changes the receipt and the visibility', async () => {
    const queue = await newQueue();
    await queue.sendMessage('keep');
    const message = await receiveOne(queue);
    const updated = await queue.updateMessage(message?.messageId ?? '', message?.popReceipt ?? '', undefined, 0);
    expect(updated.popReceipt).not.toBe(message?.popReceipt);
    expect(await receiveOne(queue)).toMatchObject({ messageText: 'keep', dequeueCount: 2 });
  });

  test('shows a delayed message only when it is due', async () => {
    const queue = await newQueue();
    await queue.sendMessage('later', { visibilityTimeout: 60 });
    expect(await receiveOne(queue)).toBeUndefined();
    later(61);
    expect(await receiveOne(queue)).toMatchObject({ messageText: 'later' });
  });

  test('drops a message whose time to live is over', async () => {
    const queue = await newQueue();
    await queue.sendMessage('gone', { messageTimeToLive: 5 });
    await queue.sendMessage('stays', { messageTimeToLive: -1 });
    later(6);
    expect(await receiveOne(queue)).toMatchObject({ messageText: 'stays' });
    expect(await receiveOne(queue)).toBeUndefined();
  });

  test('peeks without taking', async () => {
    const queue = await newQueue();
    await queue.sendMessage('x');
    const { peekedMessageItems } = await queue.peekMessages();
    expect(peekedMessageItems).toMatchObject([{ messageText: 'x', dequeueCount: 0 }]);
    expect(await receiveOne(queue)).toMatchObject({ dequeueCount: 1 });
  });

  test('knows its limits', async () => {
    const queue = await newQueue();
    expect(await refusal(queue.sendMessage('x'.repeat(65_537)))).toBe('413 RequestBodyTooLarge');
    await queue.sendMessage('x'.repeat(65_536));
    const delayed = queue.sendMessage('x', { visibilityTimeout: 604_801, messageTimeToLive: -1 });
    expect(await refusal(delayed)).toBe('400 OutOfRangeQueryParameterValue');
    const many = queue.receiveMessages({ numberOfMessages: 33 });
    expect(await refusal(many)).toBe('400 OutOfRangeQueryParameterValue');
    const reversed = queue.sendMessage('x', { visibilityTimeout: 10, messageTimeToLive: 5 });
    expect(await refusal(reversed)).toBe('400 InvalidQueryParameterValue');
  });

  test('creates a queue once, counts its messages, clears and deletes it', async () => {
    const queue = await newQueue();
    expect(await queue.createIfNotExists()).toMatchObject({ succeeded: false });
    await queue.sendMessage('x');
    expect((await queue.getProperties()).approximateMessagesCount).toBe(1);
    await queue.clearMessages();
    expect((await queue.getProperties()).approximateMessagesCount).toBe(0);
    await queue.delete();
    expect(await refusal(queue.sendMessage('x'))).toBe('404 QueueNotFound');
  });

  test('refuses connections while it is down and comes back with its data', async () => {
    const queue = await newQueue();
    await queue.sendMessage('survivor');
    await storage.down(50);
    const refused: unknown = await queue.sendMessage('lost').catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'ECONNREFUSED' });
    await expect.poll(() => receiveOne(queue).catch(() => undefined)).toMatchObject({ messageText: 'survivor' });
  });
});
