import { expect, test } from 'vitest';
import { path } from '../http/path';
import { reply, startFarEnd } from '../http/testing';
import { contoso, open } from './testing';

const orders = path`/customers/${contoso}/orders`;
const link = (uri: string, headers: object[] = []) => ({ next: { uri, method: 'GET', headers } });

test('links are followed with their continuation token, with or without the version, and with no other header', async () => {
  const token = { key: 'MS-ContinuationToken', value: 'abc' };
  const pages = [
    { items: [1], links: link(`/v1/customers/${contoso}/orders?size=1&seekOperation=Next`, [token]) },
    { items: [2], links: link(`/customers/${contoso}/orders?page=3`, [{ key: 'Authorization', value: 'mine' }]) },
    { totalCount: 3, items: [3] },
  ];
  await using farEnd = await startFarEnd((_, response) => {
    reply(response, 200, pages[farEnd.received.length - 1]);
  });
  await expect(open(farEnd).of(contoso).list(orders)).resolves.toEqual([1, 2, 3]);
  expect(farEnd.received.map((call) => call.path)).toEqual([
    `/v1/customers/${contoso}/orders`,
    `/v1/customers/${contoso}/orders?size=1&seekOperation=Next`,
    `/v1/customers/${contoso}/orders?page=3`,
  ]);
  expect(farEnd.received[1]?.headers['ms-continuationtoken']).toBe('abc');
  expect(farEnd.received[2]?.headers.authorization).toMatch(/^Bearer /);
});

test('where there is no link the continuation token leads on', async () => {
  const pages = [{ items: [1], continuationToken: 't=1' }, { items: [2] }];
  await using farEnd = await startFarEnd((_, response) => {
    reply(response, 200, pages[farEnd.received.length - 1]);
  });
  await expect(
    open(farEnd)
      .of()
      .list(path`/customers?size=500`),
  ).resolves.toEqual([1, 2]);
  expect(farEnd.received[1]?.path).toBe('/v1/customers?size=500&seekOperation=Next');
  expect(farEnd.received[1]?.headers['ms-continuationtoken']).toBe('t=1');
});

test('a bare array is a whole collection', async () => {
  await using farEnd = await startFarEnd((_, response) => {
    reply(response, 200, ['contoso.com']);
  });
  await expect(
    open(farEnd)
      .of(contoso)
      .list(path`/customers/${contoso}/customDomains`),
  ).resolves.toEqual(['contoso.com']);
});

test.each([
  ['of another customer', '/customers/33333333-3333-3333-3333-333333333333/orders?page=2'],
  ['on another host', 'https://evil.example/customers'],
  ['that was read before', `/customers/${contoso}/orders?page=2`],
])('a next page %s is not followed', async (_, uri) => {
  await using farEnd = await startFarEnd((__, response) => {
    reply(response, 200, { items: [1], links: link(uri) });
  });
  await expect(open(farEnd).of(contoso).list(orders)).rejects.toMatchObject({ code: 'UPSTREAM_REFUSED' });
  expect(farEnd.received.length).toBeLessThanOrEqual(2);
});

test('a page that is none cannot be read', async () => {
  await using farEnd = await startFarEnd((_, response) => {
    reply(response, 200, { transition: [] });
  });
  await expect(open(farEnd).of(contoso).list(orders)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
});
