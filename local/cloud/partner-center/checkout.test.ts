import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { type Body, contoso, fabrikam, type Reply, spb, tailspin } from '../testing';
import { businessPremium, partnerCenterForTests } from './testing';

const partnerCenter = partnerCenterForTests();

const checkout = async (cart: string): Promise<Reply> => await partnerCenter().call('POST', `${cart}/checkout`);

async function checkouts(tenant = contoso): Promise<number> {
  return (await partnerCenter().cloud.effects(tenant)).filter(({ kind }) => kind === 'cart.checkout').length;
}

const orders = async (tenant = contoso): Promise<Body[]> => await partnerCenter().items(`/customers/${tenant}/orders`);

test('a cart says what it holds and until when, and is gone then', async () => {
  await partnerCenter().settings({ cartLife: 'PT15M' });
  const created = await partnerCenter().cart(contoso, await partnerCenter().line(contoso));
  expect(created).toMatchObject({
    status: 201,
    body: { status: 'Active', lineItems: [{ id: 0, quantity: 5, currencyCode: 'CHF', orderGroup: '0' }] },
  });
  const { creationTimestamp, expirationTimestamp, id } = created.body;
  expect(Date.parse(String(expirationTimestamp)) - Date.parse(String(creationTimestamp))).toBe(15 * 60_000);
  const cart = `/customers/${contoso}/carts/${String(id)}`;
  expect((await partnerCenter().call('GET', cart)).body).toEqual(created.body);
  expect((await partnerCenter().call('GET', `/customers/${fabrikam}/carts/${String(id)}`)).status).toBe(404);
  await partnerCenter().advance('PT15M');
  expect((await partnerCenter().call('GET', cart)).body['code']).toBe(800008);
  expect((await checkout(cart)).body['code']).toBe(800008);
});

test.each<[number, Body]>([
  [10001, { catalogItemId: `${businessPremium}:CFQ7TTC00000` }],
  [10001, { catalogItemId: 'x' }],
  [10010, { quantity: 0 }],
  [10010, { termDuration: 'P2Y' }],
  [10013, { termDuration: 'P1M', billingCycle: 'annual' }],
  [10014, { promotionId: 'summer' }],
  [10015, { quantity: 301 }],
  [10004, { participants: [{ key: 'transaction_reseller', value: 'me' }] }],
])('error %i stands in its line, and such a cart cannot be checked out', async (errorCode, wrong) => {
  const line = await partnerCenter().line(contoso, wrong);
  const { status, body } = await partnerCenter().cart(contoso, await partnerCenter().line(contoso), line);
  expect(status).toBe(201);
  const lines = body['lineItems'] as Body[];
  expect(lines[0]).not.toHaveProperty('error');
  expect(lines[1]).toMatchObject({ error: { errorCode } });
  const refused = await checkout(`/customers/${contoso}/carts/${String(body['id'])}`);
  expect(refused).toMatchObject({ status: 400, body: { code: 800009 } });
  expect(await checkouts()).toBe(0);
});

test('a cart without lines, attestation or a customer of ours is none', async () => {
  const post = async (body: Body, tenant = contoso): Promise<unknown> =>
    (await partnerCenter().call('POST', `/customers/${tenant}/carts`, body)).body['code'];
  const lineItems = [await partnerCenter().line(contoso)];
  expect(await post({ lineItems })).toBe(900206);
  expect(await post({ partnerOnRecordAttestationAccepted: true, lineItems: [] })).toBe('800002');
  expect(await post({ partnerOnRecordAttestationAccepted: true, lineItems }, randomUUID())).toBe(20002);
});

test('a checkout makes an order and a subscription, whose seats come to the directory', async () => {
  const cart = await partnerCenter().cartPath(contoso);
  const { status, body } = await checkout(cart);
  expect(status).toBe(201);
  const [order] = body['orders'] as Body[];
  expect(order).toMatchObject({
    id: expect.stringMatching(/^[\da-f]{12}$/) as unknown,
    status: 'completed',
    currencyCode: 'CHF',
    lineItems: [{ quantity: 5, termDuration: 'P1Y', subscriptionId: expect.any(String) as unknown }],
  });
  expect(body['orderErrors']).toEqual([]);
  expect((await partnerCenter().call('GET', cart)).body['status']).toBe('Ordered');
  expect(await orders()).toEqual([order]);
  expect(await partnerCenter().cloud.effects(contoso)).toMatchObject([
    { kind: 'cart.create' },
    { kind: 'cart.checkout', identity: cart.split('/').at(-1), objectId: order?.['id'] },
  ]);
  const { skus } = await partnerCenter().cloud.control('state?tenant=contoso');
  expect(skus).toContainEqual(expect.objectContaining({ skuId: spb, seats: 30 }));
});

test('a second checkout gets the first answer again', async () => {
  const cart = await partnerCenter().cartPath(contoso);
  const first = await checkout(cart);
  expect((await checkout(cart)).body).toEqual(first.body);
  expect([await checkouts(), (await orders()).length]).toEqual([1, 1]);
});

test('or is refused, when it is set so', async () => {
  await partnerCenter().settings({ secondCheckout: 'refuse' });
  const cart = await partnerCenter().cartPath(contoso);
  await checkout(cart);
  expect(await checkout(cart)).toMatchObject({ status: 400, body: { code: 800065 } });
  expect(await checkouts()).toBe(1);
});

test.each([800064, 800060])('a checkout at the same time is told %i', async (concurrentCheckout) => {
  await partnerCenter().settings({ checkoutTime: 'PT0.2S', concurrentCheckout });
  const cart = await partnerCenter().cartPath(contoso);
  const replies = await Promise.all([checkout(cart), checkout(cart), checkout(cart)]);
  expect(replies.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  expect(replies.find(({ status }) => status === 409)?.body['code']).toBe(concurrentCheckout);
  expect(await checkouts()).toBe(1);
  expect((await checkout(cart)).status).toBe(201);
});

test('an order may fail inside a success, and only it is tried again', async () => {
  await partnerCenter().settings({ failOrders: { [businessPremium]: 800069 } });
  const basic = { catalogItemId: await partnerCenter().catalogItem(contoso, 'CFQ7TTC0LH18:0001') };
  const { body } = await partnerCenter().cart(
    contoso,
    await partnerCenter().line(contoso, { billingCycle: 'annual' }),
    await partnerCenter().line(contoso, basic),
  );
  const cart = `/customers/${contoso}/carts/${String(body['id'])}`;
  const first = await checkout(cart);
  expect(first.status).toBe(201);
  expect(first.body['orders']).toHaveLength(1);
  expect(first.body['orderErrors']).toMatchObject([{ orderGroupId: '0', code: 800069 }]);
  expect((await partnerCenter().call('GET', cart)).body['status']).toBe('Active');
  await partnerCenter().settings({ failOrders: {} });
  const second = await checkout(cart);
  expect(second.body).toMatchObject({ orders: [{}, {}], orderErrors: [] });
  expect(await orders()).toHaveLength(2);
});

test('nothing is sold without an agreement', async () => {
  const cart = await partnerCenter().cartPath(tailspin);
  expect(await checkout(cart)).toMatchObject({ status: 403, body: { code: 13605 } });
  await partnerCenter().cloud.control('seed', { agreements: ['tailspin'] });
  expect((await checkout(cart)).status).toBe(201);
});

test('what changes between cart and checkout is refused at the checkout', async () => {
  const cart = await partnerCenter().cartPath(contoso);
  await partnerCenter().settings({ withdrawn: [businessPremium] });
  expect(await checkout(cart)).toMatchObject({ status: 403, body: { code: 2091 } });
  await partnerCenter().settings({ withdrawn: [], cartLife: 'P60D' });
  const old = await partnerCenter().cartPath(contoso);
  await partnerCenter().advance('P31D');
  expect(await checkout(old)).toMatchObject({ status: 404, body: { code: 400019 } });
  const [nonprofit] = await partnerCenter().items(
    `/customers/${contoso}/products/${businessPremium.replace(':', '/skus/')}/availabilities?targetSegment=nonprofit`,
  );
  const other = await partnerCenter().cartPath(contoso, { catalogItemId: nonprofit?.['catalogItemId'] });
  expect(await checkout(other)).toMatchObject({ status: 403, body: { code: 2085 } });
});

test('orders come to the list late, and are known by their id at once', async () => {
  await partnerCenter().settings({ orderLag: 'PT15M' });
  const order = await partnerCenter().buy(contoso);
  expect(await orders()).toEqual([]);
  const path = `/customers/${contoso}/orders/${String(order['id'])}`;
  expect((await partnerCenter().call('GET', path)).status).toBe(200);
  await partnerCenter().advance('PT15M');
  expect(await orders()).toHaveLength(1);
  expect(await partnerCenter().items(`/customers/${contoso}/orders?billingType=annual`)).toEqual([]);
  const elsewhere = await partnerCenter().call('GET', path.replace(contoso, fabrikam));
  expect(elsewhere.body['code']).toBe('20000');
});

test('an order names its subscriptions once they are provisioned', async () => {
  await partnerCenter().settings({ provisioning: 'PT1H' });
  const order = await partnerCenter().buy(contoso);
  expect(order['status']).toBe('pending');
  const path = `/customers/${contoso}/orders/${String(order['id'])}`;
  const [line] = order['lineItems'] as Body[];
  expect(line).not.toHaveProperty('subscriptionId');
  const provisioning = async (): Promise<unknown> =>
    (await partnerCenter().items(`${path}/provisioningstatus`))[0]?.['status'];
  expect(await provisioning()).toBe('prefulfillmentPending');
  await partnerCenter().advance('PT1H');
  expect(await provisioning()).toBe('fulfilled');
  expect((await partnerCenter().call('GET', path)).body).toMatchObject({
    status: 'completed',
    lineItems: [{ subscriptionId: expect.any(String) as unknown }],
  });
});
