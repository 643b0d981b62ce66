import { expect, test } from 'vitest';
import { type Body, contoso, fabrikam, newUserBody, type Reply, spb } from '../testing';
import { businessPremium, newCustomerBody, partnerCenterForTests } from './testing';

const partnerCenter = partnerCenterForTests();

const read = async (path: string): Promise<Body> => (await partnerCenter().call('GET', path)).body;

async function seats(tenant = contoso): Promise<unknown> {
  const { skus } = await partnerCenter().cloud.control(`state?tenant=${tenant}`);
  return (skus as Body[]).find(({ skuId }) => skuId === spb)?.['seats'];
}

test('a subscription says what it is, until when, and what can be taken back', async () => {
  await partnerCenter().cloud.control('clock', { now: '2026-03-10T12:00:00Z' });
  const subscription = await read(await partnerCenter().subscribe(contoso));
  expect(subscription).toMatchObject({
    offerName: 'Microsoft 365 Business Premium',
    quantity: 5,
    status: 'active',
    autoRenewEnabled: true,
    termDuration: 'P1Y',
    billingCycle: 'monthly',
    commitmentEndDate: '2027-03-09T00:00:00Z',
    commitmentEndDateTime: '2027-03-09T23:59:59Z',
    billingCycleEndDate: '2026-04-09T00:00:00Z',
    cancellationAllowedUntilDate: expect.stringMatching(/^2026-03-17T12:00/) as unknown,
    refundableQuantity: { totalQuantity: 5, details: [{ quantity: 5 }] },
    attributes: { etag: expect.any(String) as unknown, objectType: 'Subscription' },
  });
});

test('a subscription appears late, is pending, then active; seats follow later', async () => {
  await partnerCenter().settings({ subscriptionLag: 'PT5M', provisioning: 'PT1H', skuLag: 'PT10M' });
  const order = String((await partnerCenter().buy(contoso))['id']);
  const listed = async (): Promise<Body[]> =>
    await partnerCenter().items(`/customers/${contoso}/subscriptions?order_id=${order}`);
  expect(await listed()).toEqual([]);
  await partnerCenter().advance('PT5M');
  const [pending] = await listed();
  expect(pending).toMatchObject({ status: 'pending', orderId: order });
  const path = `/customers/${contoso}/subscriptions/${String(pending?.['id'])}`;
  expect(await read(`${path}/provisioningstatus`)).toMatchObject({ status: 'pending', skuId: spb.toUpperCase() });
  expect(await partnerCenter().patch(path, { quantity: 6 })).toMatchObject({ status: 409, body: { code: 800082 } });
  await partnerCenter().advance('PT1H');
  expect(await read(`${path}/provisioningstatus`)).toMatchObject({ status: 'success', quantity: 5 });
  expect(await seats()).toBe(25);
  await partnerCenter().advance('PT10M');
  expect(await seats()).toBe(30);
});

test('seats can be added at any time, and given back for seven days', async () => {
  const path = await partnerCenter().subscribe(contoso);
  expect((await partnerCenter().patch(path, { quantity: 3 })).body).toMatchObject({ quantity: 3 });
  expect(await seats()).toBe(28);
  await partnerCenter().advance('P8D');
  expect(await partnerCenter().patch(path, { quantity: 2 })).toMatchObject({
    status: 400,
    body: { code: 800090, description: 'Subscription quantity cannot be decreased.', data: [], source: 'PartnerFD' },
  });
  expect((await partnerCenter().patch(path, { quantity: 10 })).status).toBe(200);
  expect((await partnerCenter().patch(path, { quantity: 4 })).status).toBe(200);
  expect((await read(path))['refundableQuantity']).toMatchObject({ totalQuantity: 1, details: [{ quantity: 1 }] });
  expect((await partnerCenter().patch(path, { quantity: 2 })).body['code']).toBe(800090);
  expect((await partnerCenter().patch(path, { quantity: 301 })).body['code']).toBe(2002);
  expect((await partnerCenter().cloud.effects(contoso)).map(({ kind }) => kind)).toEqual([
    'cart.create',
    'cart.checkout',
    ...Array.from({ length: 3 }, () => 'subscription.update'),
  ]);
});

test('a subscription can be cancelled for seven days, and is over then', async () => {
  const path = await partnerCenter().subscribe(contoso);
  const late = await partnerCenter().subscribe(contoso);
  expect((await partnerCenter().patch(path, { status: 'deleted' })).body['status']).toBe('deleted');
  expect(await seats()).toBe(30);
  expect((await partnerCenter().patch(path, { quantity: 9 })).body['code']).toBe(2011);
  await partnerCenter().advance('P7D');
  expect(await partnerCenter().patch(late, { status: 'deleted' })).toMatchObject({
    status: 400,
    body: { code: 900117 },
  });
});

test('a renewal opens the seven days anew; without it the subscription ends', async () => {
  const path = await partnerCenter().subscribe(contoso, { termDuration: 'P1M' });
  const ends = await partnerCenter().subscribe(contoso, { termDuration: 'P1M' });
  await partnerCenter().patch(ends, { autoRenewEnabled: false });
  await partnerCenter().cloud.control('clock', { now: String((await read(path))['commitmentEndDateTime']) });
  await partnerCenter().advance('PT1H');
  expect((await read(path))['refundableQuantity']).toMatchObject({ totalQuantity: 5 });
  expect((await partnerCenter().patch(path, { status: 'deleted' })).status).toBe(200);
  expect((await read(ends))['status']).toBe('expired');
});

test('a suspended subscription gives no seats and keeps its quantity', async () => {
  const path = await partnerCenter().subscribe(contoso);
  await partnerCenter().patch(path, { status: 'suspended' });
  expect(await seats()).toBe(25);
  expect((await partnerCenter().patch(path, { quantity: 6 })).body['code']).toBe(2001);
  expect((await partnerCenter().patch(path, { status: 'active' })).status).toBe(200);
  expect(await seats()).toBe(30);
  expect((await partnerCenter().patch(path, { status: 'disabled' })).body['code']).toBe(800040);
  expect((await partnerCenter().patch(path, { billingCycle: 'annual' })).body['code']).toBe(2054);
});

test('what a short body does not say of the next term is lost', async () => {
  const path = await partnerCenter().subscribe(contoso);
  const next = { product: { productId: 'CFQ7TTC0LCHC' }, quantity: 2 };
  await partnerCenter().patch(path, { scheduledNextTermInstructions: next });
  expect((await read(path))['scheduledNextTermInstructions']).toEqual(next);
  expect((await partnerCenter().call('PATCH', path, { quantity: 6 })).body).toMatchObject({ autoRenewEnabled: false });
  expect(await read(path)).not.toHaveProperty('scheduledNextTermInstructions');
  const refused = await partnerCenter().patch(path, { scheduledNextTermInstructions: next });
  expect(refused.body['code']).toBe(800093);
});

test('an ETag holds for a few minutes and one version', async () => {
  const path = await partnerCenter().subscribe(contoso);
  const etag = async (): Promise<string> => ((await read(path))['attributes'] as { etag: string }).etag;
  const patch = async (quantity: number, tag: string): Promise<Reply> =>
    await partnerCenter().patch(path, { quantity }, { 'if-match': `"${tag}"` });
  const stale = await etag();
  expect((await patch(6, stale)).status).toBe(200);
  expect(await patch(7, stale)).toMatchObject({ status: 400, body: { code: 2055 } });
  const old = await etag();
  await partnerCenter().advance('PT6M');
  expect((await patch(7, old)).body['code']).toBe(2055);
  expect((await patch(7, 'nonsense')).body['code']).toBe(2055);
  await partnerCenter().settings({ etags: false });
  expect((await read(path))['attributes']).toEqual({ objectType: 'Subscription' });
});

test('a change may be accepted only, and another one has to wait for it', async () => {
  await partnerCenter().settings({ patchTime: 'PT10M' });
  const path = await partnerCenter().subscribe(contoso);
  const accepted = await partnerCenter().patch(path, { quantity: 8 });
  expect([accepted.status, accepted.headers.get('location')]).toEqual([202, path]);
  expect((await read(path))['quantity']).toBe(5);
  expect((await read(`${path}/provisioningstatus`))['status']).toBe('pending');
  expect(await partnerCenter().patch(path, { quantity: 9 })).toMatchObject({ status: 409, body: { code: 900278 } });
  await partnerCenter().advance('PT10M');
  expect((await read(path))['quantity']).toBe(8);
  expect(await seats()).toBe(33);
});

test('subscriptions of old are seeded, seats and all', async () => {
  const { subscriptions } = await partnerCenter().cloud.control('seed', {
    subscriptions: [{ tenant: 'fabrikam', item: businessPremium, quantity: 7, startedAt: '2026-01-01T00:00:00Z' }],
  });
  const [id] = subscriptions as string[];
  const path = `/customers/${fabrikam}/subscriptions/${String(id)}`;
  expect(await read(path)).toMatchObject({ quantity: 7, status: 'active', refundableQuantity: { totalQuantity: 0 } });
  expect((await partnerCenter().patch(path, { quantity: 6 })).body['code']).toBe(800090);
  expect(await seats(fabrikam)).toBe(20_007);
  expect((await partnerCenter().call('GET', path.replace(fabrikam, contoso))).body['code']).toBe('20003');
});

test('a new customer buys, and its users get the licenses once the partner is let in', async () => {
  const { cloud } = partnerCenter();
  const created = await partnerCenter().call('POST', '/customers', newCustomerBody('northwind'));
  const id = String(created.body['id']);
  await cloud.control('seed', { agreements: [id] });
  await partnerCenter().subscribe(id);
  await cloud.control('consents', {
    tenant: id,
    scopes: ['User.ReadWrite.All', 'LicenseAssignment.ReadWrite.All', 'Organization.Read.All'],
    gdapRoles: ['User Administrator', 'License Administrator'],
  });
  expect((await cloud.graph(id, 'GET', '/subscribedSkus')).body['value']).toMatchObject([
    { skuPartNumber: 'SPB', prepaidUnits: { enabled: 5 } },
  ]);
  const user = await cloud.graph(id, 'POST', '/users', newUserBody('ada', 'northwind.onmicrosoft.com'));
  const assigned = await cloud.graph(id, 'POST', `/users/${String(user.body['id'])}/assignLicense`, {
    addLicenses: [{ skuId: spb }],
    removeLicenses: [],
  });
  expect([user.status, assigned.status]).toEqual([201, 200]);
});
