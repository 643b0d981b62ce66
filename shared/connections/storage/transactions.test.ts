import { TableClient, type TransactionAction } from '@azure/data-tables';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startStorage, type Storage } from '../../../local/runtime/storage';
import { createTables } from './tables';
import { transactionsOf } from './transactions';

let storage: Storage;
beforeAll(async () => {
  storage = await startStorage({ queue: 'small' });
});
afterAll(() => storage.close());

const partitionKey = "it's é";

/** Every kind of action and of value that is stored. */
const all: TransactionAction[] = [
  ['create', { partitionKey, rowKey: 'r 1', text: 'ä "x"\r\n', whole: 3, half: 1.5, is: true, none: undefined }],
  [
    'create',
    { partitionKey, rowKey: 'bytes', part0: Buffer.from('a longer one').subarray(2), part1: new Uint8Array() },
  ],
  ['update', { partitionKey, rowKey: "r'2", text: 'x' }, 'Merge', { etag: 'W/"1"' }],
  ['update', { partitionKey, rowKey: 'r3', text: 'x' }],
  ['update', { partitionKey, rowKey: 'r4', text: 'x' }, 'Replace'],
  ['upsert', { partitionKey, rowKey: 'r5', text: 'x' }, 'Merge'],
  ['upsert', { partitionKey, rowKey: 'r6', text: 'x' }, 'Replace'],
  ['delete', { partitionKey, rowKey: 'r7' }],
];

/** What would be sent: the address, and the body and the headers without what differs from call to call. */
async function wire(submit: (table: TableClient) => Promise<unknown>): Promise<readonly unknown[]> {
  const table = TableClient.fromConnectionString(storage.connectionString, 'ledger', { allowInsecureConnection: true });
  let sent: unknown[] = [];
  const catching = {
    name: 'catching',
    sendRequest: ({ method, url, headers, body }: Parameters<typeof table.pipeline.sendRequest>[1]) => {
      const given = Object.entries(headers.toJSON()).map(([name, value]) => `${name}: ${value}`);
      sent = [
        method,
        url,
        ...[...given, typeof body === 'string' ? body : ''].map((text) =>
          text.replace(/[\da-f]{8}-[\da-f-]{27}/g, 'id'),
        ),
      ];
      return Promise.reject(new Error('Caught.'));
    },
  };
  table.pipeline.addPolicy(catching, { afterPhase: 'Retry', beforePolicies: ['tablesNamedKeyCredentialPolicy'] });
  await expect(submit(table)).rejects.toThrow('Caught.');
  return sent;
}

test('what is sent is what the client itself would send', async () => {
  const own = await wire((table) => table.submitTransaction(all));
  expect(own).toHaveLength(13);
  expect(await wire((table) => transactionsOf(table)(all))).toEqual(own);
});

test('rows come back as they were written, and each answer has its place', async () => {
  const table = await createTables(storage).open('written');
  const bytes = Buffer.from('some bytes').subarray(5);
  const created = await table.submitTransaction([
    ['create', { partitionKey, rowKey: 'one', text: 'ä', whole: 3, is: false }],
    ['create', { partitionKey, rowKey: "o'ther", part0: bytes }],
  ]);
  const one = await table.getEntity(partitionKey, 'one');
  expect(one).toMatchObject({ text: 'ä', whole: 3, is: false, etag: created.subResponses[0]?.etag });
  expect(Buffer.from((await table.getEntity(partitionKey, "o'ther"))['part0'] as Uint8Array)).toEqual(bytes);
  expect(created.getResponseForEntity("o'ther")).toMatchObject({ status: 204, rowKey: "o'ther" });

  const changed = await table.submitTransaction([
    ['update', { partitionKey, rowKey: 'one', text: 'b' }, 'Merge', { etag: one.etag }],
    ['upsert', { partitionKey, rowKey: 'third', text: 'c' }, 'Merge'],
    ['delete', { partitionKey, rowKey: "o'ther" }],
  ]);
  expect(await table.getEntity(partitionKey, 'one')).toMatchObject({
    text: 'b',
    whole: 3,
    etag: changed.subResponses[0]?.etag,
  });
});

test('a refusal is the one the client itself throws', async () => {
  const table = await createTables(storage).open('refused');
  const own = TableClient.fromConnectionString(storage.connectionString, 'refused', { allowInsecureConnection: true });
  await table.createEntity({ partitionKey, rowKey: 'there' });
  const stale: TransactionAction = [
    'update',
    { partitionKey, rowKey: 'there', a: 1 },
    'Merge',
    { etag: 'W/"datetime\'x\'"' },
  ];
  const create: TransactionAction = ['create', { partitionKey, rowKey: 'there' }];
  const other: TransactionAction = ['upsert', { partitionKey, rowKey: 'other' }, 'Merge'];
  for (const actions of [
    [other, create],
    [stale, other],
    [other, other],
    Array.from(
      { length: 101 },
      (_, n) => ['upsert', { partitionKey, rowKey: String(n) }, 'Merge'] satisfies TransactionAction,
    ),
  ]) {
    const [expected, met] = await Promise.all(
      [own, table].map(async (client) => {
        const error: unknown = await client.submitTransaction(actions).catch((reason: unknown) => reason);
        const { name, message, code, statusCode } = error as {
          name: string;
          message: string;
          code?: string;
          statusCode?: number;
        };
        return { name, message: message.replace(/RequestId:.*/s, ''), code, statusCode };
      }),
    );
    expect(expected?.name).toBe('RestError');
    expect(met).toEqual(expected);
  }
});

test('without an answer the error has no status', async () => {
  const table = await createTables(storage).open('away');
  await storage.down(300);
  await expect(table.submitTransaction([['create', { partitionKey, rowKey: 'x' }]])).rejects.toMatchObject({
    name: 'RestError',
    statusCode: undefined,
  });
});
