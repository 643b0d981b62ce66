import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startStorage, type Storage } from '../../local/runtime/storage';
import { createTables } from '../connections/storage/tables';
import type { OrderWriter } from '../connections/types';
import { createOrders } from './store';

let storage: Storage;
let orders: OrderWriter;
beforeAll(async () => {
  storage = await startStorage({ queue: 'small' });
  orders = createOrders(createTables(storage));
});
afterAll(() => storage.close());

const suspected = { code: 'DUPLICATE_ORDER_SUSPECTED', outcome: 'refused' };
const once = { replace: false };
const newItem = () => ({ tenantId: randomUUID(), productId: 'CFQ7TTC0LCHC', skuId: '0002', termDuration: 'P1Y' });

test('of several requests for the same only one gets its note, however often it asks', async () => {
  const item = newItem();
  const markers = ['a:0', 'b:0', 'c:0', 'd:0'];
  const results = await Promise.allSettled(markers.map((marker) => orders.note(item, marker, once)));
  const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  expect(refused).toMatchObject([suspected, suspected, suspected]);
  const marker = (await orders.find(item))?.marker ?? '';
  await expect(orders.note(item, marker, once)).resolves.toBeUndefined();
});

test('another term, SKU or customer is another order', async () => {
  const item = newItem();
  await orders.note(item, 'a:0', once);
  for (const other of [{ ...item, termDuration: 'P1M' }, { ...item, skuId: '0001' }, newItem()]) {
    expect(await orders.find(other)).toBeUndefined();
    await expect(orders.note(other, 'b:0', once)).resolves.toBeUndefined();
  }
});

test('a note is replaced where a second order is meant, and taken back by its own request only', async () => {
  const item = newItem();
  await orders.note(item, 'a:0', once);
  await orders.note(item, 'b:0', { replace: true });
  await orders.forget(item, 'a:0');
  expect(await orders.find(item)).toMatchObject({ marker: 'b:0' });
  await orders.forget(item, 'b:0');
  expect(await orders.find(item)).toBeUndefined();
  await orders.forget(item, 'b:0');
});

test('storage that does not answer leaves it unknown whether the note was written', async () => {
  const away = createOrders({ open: () => Promise.reject(new Error('ECONNRESET')) });
  await expect(away.note(newItem(), 'a:0', once)).rejects.toMatchObject({
    code: 'STORAGE_UNAVAILABLE',
    outcome: 'unknown',
  });
  await expect(away.find(newItem())).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
});
