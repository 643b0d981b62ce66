import { QueueServiceClient, type QueueClient } from '@azure/storage-queue';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { clockOffset, installClock, setClockOffset } from '../../clock';
import { startStorage, type Storage } from '../storage';
import { startTestApp } from '../testing';

installClock();

const base64 = (text: string) => Buffer.from(text).toString('base64');
const encoded = (value: unknown) => base64(typeof value === 'string' ? value : JSON.stringify(value));
const queues = (settings: object) => ({ extensions: { queues: settings } });

interface Seen {
  value: unknown;
  metadata: Record<string, unknown>;
}

describe.each(['azurite', 'small'] as const)('on the %s queue', (kind) => {
  let storage: Storage;
  let service: QueueServiceClient;
  let count = 0;
  beforeAll(async () => {
    storage = await startStorage({ queue: kind });
    process.env['StewardStorage'] = storage.connectionString;
    service = QueueServiceClient.fromConnectionString(storage.connectionString, { retryOptions: { maxTries: 1 } });
  });
  afterAll(() => storage.close());

  async function newQueue(): Promise<QueueClient> {
    const queue = service.getQueueClient(`work-${String(++count)}`);
    await queue.create();
    return queue;
  }

  /** Starts an app of one queue function; `seen` holds what it was given. */
  const listen = (queue: QueueClient, handler: string, hostJson?: object) =>
    startTestApp<{ seen: Seen[]; release: () => void; running: () => number }>(
      `import { app } from '@azure/functions';
       export const seen = [];
       let free; const freed = new Promise((resolve) => (free = resolve));
       export const release = () => free();
       let runs = 0; export const running = () => runs;
       app.storageQueue('fn', {
         queueName: '${queue.name}', connection: 'StewardStorage',
         handler: async (value, context) => {
           seen.push({ value, metadata: context.triggerMetadata });
           runs++; try { ${handler} } finally { runs--; }
         },
       });`,
      hostJson,
    );

  const texts = async (queue: QueueClient) =>
    (await queue.peekMessages({ numberOfMessages: 32 })).peekedMessageItems.map((message) =>
      Buffer.from(message.messageText, 'base64').toString(),
    );
  const left = async (queue: QueueClient) => (await queue.getProperties()).approximateMessagesCount;
  const soon = { timeout: 10_000, interval: 5 };

  test('a message reaches the function as the value it is, with what the host tells of it, and is deleted', async () => {
    const queue = await newQueue();
    const app = await listen(queue, '');
    for (const value of [{ a: 1, id: 'own' }, '007', '123', 'plain']) await queue.sendMessage(encoded(value));
    await vi.waitFor(() => expect(app.exports.seen).toHaveLength(4), soon);
    const [object] = app.exports.seen.filter(({ value }) => typeof value === 'object');
    expect(app.exports.seen.map(({ value }) => value)).toEqual(
      expect.arrayContaining([{ a: 1, id: 'own' }, '007', 123, 'plain']),
    );
    expect(object?.metadata).toMatchObject({ dequeueCount: 1, a: 1, queueTrigger: { a: 1, id: 'own' } });
    const { nextVisibleTime, insertionTime } = object?.metadata as Record<string, string>;
    expect(Date.parse(nextVisibleTime ?? '') - Date.parse(insertionTime ?? '')).toBeGreaterThanOrEqual(600_000);
    await vi.waitFor(async () => expect(await left(queue)).toBe(0), soon);
  });

  test('a failing message is tried again, five times in all, then lies in the poison queue', async () => {
    const queue = await newQueue();
    const app = await listen(
      queue,
      `if (value === 'bad' || context.triggerMetadata.dequeueCount < 3) throw new Error('no');`,
    );
    await queue.sendMessage(base64('bad'));
    await queue.sendMessage(base64('third time lucky'));
    const poison = service.getQueueClient(`${queue.name}-poison`);
    await vi.waitFor(async () => expect(await texts(poison)).toEqual(['bad']), soon);
    await vi.waitFor(async () => expect(await left(queue)).toBe(0), soon);
    const counts = (text: string) =>
      app.exports.seen.filter(({ value }) => value === text).map(({ metadata }) => metadata['dequeueCount']);
    expect(counts('bad')).toEqual([1, 2, 3, 4, 5]);
    expect(counts('third time lucky')).toEqual([1, 2, 3]);
  });

  test('after a failure a message waits as long as host.json says', async () => {
    const queue = await newQueue();
    const app = await listen(
      queue,
      `throw new Error('no');`,
      queues({ visibilityTimeout: '00:10:00', maxDequeueCount: 2 }),
    );
    await queue.sendMessage(base64('x'));
    await vi.waitFor(() => expect(app.logs.join()).toContain('no'), soon);
    await vi.waitFor(() => expect(app.exports.running()).toBe(0), soon);
    expect(app.exports.seen).toHaveLength(1);
    setClockOffset(clockOffset() + 601_000);
    await vi.waitFor(() => expect(app.exports.seen).toHaveLength(2), soon);
  });

  test('a message that is not base64 goes to the poison queue as it came, and the function never sees it', async () => {
    const queue = await newQueue();
    const app = await listen(queue, '');
    await queue.sendMessage('not base64!');
    const poison = service.getQueueClient(`${queue.name}-poison`);
    await vi.waitFor(async () => {
      const { peekedMessageItems } = await poison.peekMessages();
      expect(peekedMessageItems[0]?.messageText).toBe('not base64!');
    }, soon);
    expect(app.exports.seen).toEqual([]);
  });

  test('with messageEncoding none texts are taken as they are', async () => {
    const queue = await newQueue();
    const app = await listen(queue, '', queues({ messageEncoding: 'none' }));
    await queue.sendMessage('<plain> & "quoted"');
    await vi.waitFor(() => expect(app.exports.seen[0]?.value).toBe('<plain> & "quoted"'), soon);
  });

  test('runs at most batchSize + newBatchThreshold at once', async () => {
    const queue = await newQueue();
    for (let message = 0; message < 12; message++) await queue.sendMessage(base64('x'));
    const app = await listen(queue, 'await freed;', queues({ batchSize: 4, newBatchThreshold: 2 }));
    await vi.waitFor(() => expect(app.exports.running()).toBe(4), soon);
    await queue.sendMessage(base64('one more'));
    expect(app.exports.running()).toBe(4);
    app.exports.release();
    await vi.waitFor(() => expect(app.exports.seen).toHaveLength(13), soon);
    await vi.waitFor(async () => expect(await left(queue)).toBe(0), soon);
  });

  test('a message whose lease ends while its function runs is given out again, and its end does no harm', async () => {
    const queue = await newQueue();
    const app = await listen(queue, `if (seen.length === 1) await freed;`);
    await queue.sendMessage(base64('x'));
    await vi.waitFor(() => expect(app.exports.running()).toBe(1), soon);
    setClockOffset(clockOffset() + 601_000);
    await vi.waitFor(() => expect(app.exports.seen).toHaveLength(2), soon);
    expect(app.exports.seen[1]?.metadata['dequeueCount']).toBe(2);
    await vi.waitFor(async () => expect(await left(queue)).toBe(0), soon);
    app.exports.release();
    await vi.waitFor(() => expect(app.exports.running()).toBe(0), soon);
    await app.runtime.close();
    expect(app.logs.filter((line) => line.startsWith('error'))).toEqual([]);
  });

  test('a delayed message is taken when it is due', async () => {
    const queue = await newQueue();
    const app = await listen(queue, '');
    await queue.sendMessage(base64('later'), { visibilityTimeout: 3600 });
    await queue.sendMessage(base64('now'));
    await vi.waitFor(() => expect(app.exports.seen).toHaveLength(1), soon);
    // Deleted, not only seen: the jump ends its lease as well.
    await vi.waitFor(() => expect(app.exports.running()).toBe(0), soon);
    await vi.waitFor(async () => expect(await left(queue)).toBe(1), soon);
    setClockOffset(clockOffset() + 3_601_000);
    await vi.waitFor(() => expect(app.exports.seen.map(({ value }) => value)).toEqual(['now', 'later']), soon);
  });

  test('outputs are written: objects as JSON, an array as one message an element', async () => {
    const [queue, out] = [await newQueue(), await newQueue()];
    await startTestApp(
      `import { app, output } from '@azure/functions';
       const extra = output.storageQueue({ queueName: '${out.name}', connection: 'StewardStorage' });
       app.storageQueue('fn', {
         queueName: '${queue.name}', connection: 'StewardStorage', return: extra,
         handler: async () => [{ n: 1 }, 'two'],
       });`,
    );
    await queue.sendMessage(base64('go'));
    await vi.waitFor(async () => expect(await texts(out)).toEqual(['{"n":1}', 'two']), soon);
  });

  test('a stop lets a running function end, deletes its message and takes no other', async () => {
    const queue = await newQueue();
    const app = await listen(queue, 'await freed;', queues({ batchSize: 1, newBatchThreshold: 0 }));
    await queue.sendMessage(base64('first'));
    await vi.waitFor(() => expect(app.exports.running()).toBe(1), soon);
    await queue.sendMessage(base64('second'));
    const closing = app.runtime.close();
    app.exports.release();
    await closing;
    expect(app.exports.seen.map(({ value }) => value)).toEqual(['first']);
    expect(await texts(queue)).toEqual(['second']);
  });

  test('an outage of storage is told once, and work goes on when it is over', async () => {
    const queue = await newQueue();
    const app = await listen(queue, '');
    await storage.down(100);
    await vi.waitFor(() => expect(app.logs).toContainEqual(expect.stringMatching(/^error queue/)), soon);
    await vi.waitFor(() => queue.sendMessage(base64('after')), soon);
    await vi.waitFor(() => expect(app.exports.seen).toHaveLength(1), soon);
    expect(app.logs.filter((line) => line.startsWith('error'))).toHaveLength(1);
    expect(app.logs.join()).toContain('Storage answers again.');
  });
});
