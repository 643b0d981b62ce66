import { expect, test } from 'vitest';
import { path } from '../http/path';
import { reply, startFarEnd } from '../http/testing';
import { contoso, open } from './testing';

const orders = path`/customers/${contoso}/orders`;
const carts = path`/customers/${contoso}/carts`;
const uuid = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/;

test("a call carries the partner's token, Steward's request id as correlation and what the service asks for", async () => {
  await using farEnd = await startFarEnd((_, response) => {
    reply(response, 201, { id: 'c1' });
  });
  await expect(open(farEnd).of(contoso).post(carts, { lineItems: [] })).resolves.toEqual({ id: 'c1' });
  const [call] = farEnd.received;
  expect(call).toMatchObject({ method: 'POST', path: `/v1/customers/${contoso}/carts`, body: '{"lineItems":[]}' });
  expect(call?.headers).toMatchObject({
    authorization: expect.stringMatching(/^Bearer 11111111/) as unknown,
    accept: 'application/json',
    'content-type': 'application/json',
    'ms-correlationid': '0197aaaa-0000-7000-8000-000000000000',
    'ms-requestid': expect.stringMatching(uuid) as unknown,
    'ms-contract-version': 'v1',
    'x-locale': 'en-US',
  });
});

test('a post without a body has none', async () => {
  await using farEnd = await startFarEnd((_, response) => {
    reply(response, 201, { orders: [] });
  });
  await open(farEnd)
    .of(contoso)
    .post(path`/customers/${contoso}/carts/${'c1'}/checkout`);
  expect(farEnd.received[0]).toMatchObject({ body: '' });
  expect(farEnd.received[0]?.headers).not.toHaveProperty('content-type');
});

test('the request id is the same for the same try of the same change, and another for all else', async () => {
  await using farEnd = await startFarEnd((_, response) => {
    reply(response, 201, {});
  });
  const { of } = open(farEnd);
  const first = of(contoso, { callKey: 'r/0/cart/1' });
  await first.post(carts, {});
  await of(contoso, { callKey: 'r/0/cart/1' }).post(carts, {});
  await of(contoso, { callKey: 'r/0/cart/2' }).post(carts, {});
  await first.patch(carts, {});
  await first.get(orders);
  await first.get(orders);
  const [one, again, ...others] = farEnd.received.map(({ headers }) => headers['ms-requestid']);
  expect(one).toMatch(uuid);
  expect(again).toBe(one);
  expect(new Set([one, ...others]).size).toBe(5);
});

test('a refused token is replaced once, and the second call has a request id of its own', async () => {
  await using farEnd = await startFarEnd((_, response) => {
    reply(response, farEnd.received.length === 1 ? 401 : 201, { code: 400, description: 'Access denied.' });
  });
  const { of, tokens } = open(farEnd);
  await of(contoso, { callKey: 'r/0/cart/1' }).post(carts, {});
  expect(tokens.issued).toBe(2);
  expect(new Set(farEnd.received.map(({ headers }) => headers['ms-requestid'])).size).toBe(2);
});

test('a token without multifactor authentication is not asked for again', async () => {
  await using farEnd = await startFarEnd((_, response) => {
    reply(response, 401, { code: '900421', description: 'MFA required.' });
  });
  await expect(open(farEnd).of(contoso).get(orders)).rejects.toMatchObject({
    code: 'MFA_REQUIRED',
    outcome: 'refused',
    upstream: { service: 'partnerCenter', status: 401, code: '900421' },
  });
  expect(farEnd.received).toHaveLength(1);
});

test('a byte-order mark does not matter, and the ETag is found in header or body', async () => {
  const bodies = ['\uFEFF{"id":"a"}', '{"id":"b","attributes":{"etag":"W10"}}'];
  await using farEnd = await startFarEnd((request, response) => {
    const headers = request.path.endsWith('/a') ? { etag: '"x"' } : {};
    response.writeHead(200, headers).end(bodies[farEnd.received.length - 1]);
  });
  const to = open(farEnd).of(contoso);
  await expect(to.get(path`/customers/${contoso}/subscriptions/a`)).resolves.toEqual({
    value: { id: 'a' },
    etag: '"x"',
  });
  await expect(to.get(path`/customers/${contoso}/subscriptions/b`)).resolves.toMatchObject({ etag: 'W10' });
});

test('a change may be bound to what was read; one that is only accepted has no result yet', async () => {
  await using farEnd = await startFarEnd((_, response) => {
    if (farEnd.received.length === 1) reply(response, 200, { quantity: 5 });
    else reply(response, 202, undefined, { location: `/customers/${contoso}/subscriptions/s` });
  });
  const to = open(farEnd).of(contoso);
  const subscription = path`/customers/${contoso}/subscriptions/s`;
  await expect(to.patch(subscription, { quantity: 5 }, { etag: 'W10' })).resolves.toEqual({ quantity: 5 });
  await expect(to.patch(subscription, { quantity: 6 })).resolves.toBeUndefined();
  expect(farEnd.received.map(({ headers }) => headers['if-match'])).toEqual(['"W10"', undefined]);
});

test('what a HEAD finds exists, what it does not find does not, and all else is an error', async () => {
  const statuses = [200, 404, 500];
  await using farEnd = await startFarEnd((_, response) => {
    response.writeHead(statuses.shift() ?? 500).end();
  });
  const to = open(farEnd).of();
  const domain = path`/domains/${'northwind.onmicrosoft.com'}`;
  await expect(to.exists(domain)).resolves.toBe(true);
  await expect(to.exists(domain)).resolves.toBe(false);
  await expect(to.exists(domain)).rejects.toMatchObject({ outcome: 'unknown' });
  expect(farEnd.received[0]?.method).toBe('HEAD');
});

test.each(['not json', '', '"text"'])('a write answered 201 with %j has an unknown outcome', async (body) => {
  await using farEnd = await startFarEnd((_, response) => {
    response.writeHead(201).end(body);
  });
  await expect(open(farEnd).of(contoso).post(carts, {})).rejects.toMatchObject({ outcome: 'unknown' });
});

test.each([500, 503])('a write answered %i is sent once only', async (status) => {
  await using farEnd = await startFarEnd((_, response) => {
    reply(response, status, { code: 800003 });
  });
  await expect(open(farEnd).of(contoso).post(carts, {})).rejects.toMatchObject({
    code: 'UPSTREAM_UNAVAILABLE',
    outcome: 'unknown',
  });
  expect(farEnd.received).toHaveLength(1);
});

test('a change that came too late is not sent', async () => {
  await using farEnd = await startFarEnd((_, response) => {
    reply(response, 201, {});
  });
  const late = open(farEnd).of(contoso, { sendBy: Date.now() - 1 });
  await expect(late.post(carts, {})).rejects.toMatchObject({ outcome: 'notSent' });
  expect(farEnd.received).toEqual([]);
});
