import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startStorage, type Storage } from '../../../local/runtime/storage';
import { tableProxy, type Meddle } from '../../../local/testing/storage-proxy';
import { createTables } from '../../connections/storage/tables';
import { insertChunk } from './chunk-rows';
import { chunkPartition, chunkRowKey, claim, Lease, LeaseLost, readChunkRow } from './lease';

let storage: Storage;
beforeAll(async () => {
  storage = await startStorage({ queue: 'small' });
});
afterAll(() => storage.close());

const input = {
  customerId: 'contoso',
  tenantId: '22222222-2222-2222-2222-222222222222',
  rows: [{ row: 0, input: {} }],
};

/** A chunk under a lease; `calls` are those to the ledger since, and `meddle.with` decides what becomes of them. */
async function leasedChunk() {
  const calls: string[] = [];
  const meddle: { with: Meddle } = { with: () => 'pass' };
  const connectionString = await tableProxy(storage, (call) => {
    calls.push(`${call.method} ${call.path.endsWith('/$batch') ? '$batch' : 'row'}`);
    return meddle.with(call);
  });
  const ledger = await createTables({ connectionString }).open('ledger');
  const requestId = randomUUID();
  const partition = chunkPartition(requestId, 0);
  await insertChunk(ledger, requestId, 0, input, undefined);
  const claimed = await claim(ledger, partition);
  if (typeof claimed === 'string' || !('lease' in claimed)) throw new Error('The chunk was not claimed.');
  calls.length = 0;
  return { ledger, partition, lease: claimed.lease, calls, meddle };
}

const itemOf = (partition: string, ledger: Awaited<ReturnType<typeof leasedChunk>>['ledger']) =>
  ledger.getEntity<{ state: string }>(partition, 'i00000');

test('each write is one call: its answer says under which ETag the next one goes', async () => {
  const { ledger, partition, lease, calls } = await leasedChunk();
  await lease.write([['i00000', { state: 'running' }]]);
  await lease.write([]);
  await lease.write([['i00000', { state: 'succeeded' }]]);
  expect(calls).toEqual(['POST $batch', 'PATCH row', 'POST $batch']);
  expect(await itemOf(partition, ledger)).toMatchObject({ state: 'succeeded' });
});

test('after a lost answer the row says that the write was ours', async () => {
  const { ledger, partition, lease, calls, meddle } = await leasedChunk();
  meddle.with = ({ path }) => (path.endsWith('/$batch') ? 'dropAfter' : 'pass');
  await lease.write([['i00000', { state: 'running' }]]);
  meddle.with = () => 'pass';
  await lease.write([['i00000', { state: 'succeeded' }]]);
  expect(calls).toEqual(['POST $batch', 'GET row', 'POST $batch']);
  expect(await itemOf(partition, ledger)).toMatchObject({ state: 'succeeded' });
});

test('a write that never arrived is made again', async () => {
  const { ledger, partition, lease, calls, meddle } = await leasedChunk();
  meddle.with = ({ path }) => (path.endsWith('/$batch') && calls.length === 1 ? 'dropBefore' : 'pass');
  await lease.write([['i00000', { state: 'running' }]]);
  expect(calls).toEqual(['POST $batch', 'GET row', 'POST $batch']);
  expect(await itemOf(partition, ledger)).toMatchObject({ state: 'running' });
});

test('whoever has lost the chunk writes nothing', async () => {
  const { ledger, partition, lease } = await leasedChunk();
  const row = await readChunkRow(ledger, partition);
  if (!row) throw new Error('There is no chunk.');
  await new Lease(ledger, partition, row).write([], { owner: 'another' });
  await expect(lease.write([['i00000', { state: 'running' }]])).rejects.toBeInstanceOf(LeaseLost);
  await expect(itemOf(partition, ledger)).rejects.toMatchObject({ statusCode: 404 });
  expect(await ledger.getEntity(partition, chunkRowKey)).toMatchObject({ owner: 'another' });
});
