import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { type Body, contoso, fabrikam } from '../testing';
import { newCustomerBody, partnerCenterForTests } from './testing';

const partnerCenter = partnerCenterForTests();

const carts = `/customers/${contoso}/carts`;

test('ids come back, are recorded with the effect and the call, and are made up when missing', async () => {
  const [requestId, correlationId] = [randomUUID(), randomUUID()];
  const lineItems = [await partnerCenter().line(contoso)];
  const headers = { 'ms-requestid': requestId, 'ms-correlationid': correlationId };
  const body = { partnerOnRecordAttestationAccepted: true, lineItems };
  const reply = await partnerCenter().call('POST', carts, body, headers);
  expect(reply.headers.get('ms-requestid')).toBe(`${requestId},${requestId}`);
  expect(await partnerCenter().cloud.effects(contoso)).toMatchObject([
    { service: 'partnerCenter', kind: 'cart.create', identity: reply.body['id'], requestId, correlationId },
  ]);
  const calls = (await partnerCenter().cloud.control('calls'))['value'] as Body[];
  expect(calls.at(-1)).toMatchObject({ service: 'partnerCenter', status: 201, requestId, correlationId });
  const bare = await partnerCenter().cloud.send('GET', `/v1/customers/${contoso}`, undefined, {
    authorization: `Bearer ${await partnerCenter().token()}`,
  });
  expect([bare.status, bare.headers.get('ms-requestid')?.length]).toEqual([200, 36]);
  expect((await partnerCenter().call('GET', carts, undefined, { 'ms-requestid': 'x' })).status).toBe(501);
  const bad = await partnerCenter().call('GET', `/customers/${contoso}`, undefined, { 'ms-requestid': 'x' });
  expect(bad).toMatchObject({ status: 400, body: { code: '800002' } });
});

test('a write with a request id seen before gets the first answer and changes nothing', async () => {
  const headers = { 'ms-requestid': randomUUID() };
  const create = async (prefix: string): Promise<Body> =>
    (await partnerCenter().call('POST', '/customers', newCustomerBody(prefix), headers)).body;
  const first = await create('northwind');
  expect(await create('northwind')).toEqual(first);
  expect(await create('another')).toEqual(first);
  expect((await partnerCenter().cloud.control('effects'))['value']).toHaveLength(1);
  expect((await partnerCenter().call('POST', '/customers', newCustomerBody('northwind'))).status).toBe(409);
  await partnerCenter().advance('P2D');
  expect(await create('northwind')).toMatchObject({ code: 'DomainNotAvailable' });
});

test('refusals are kept for their request id too', async () => {
  const headers = { 'ms-requestid': randomUUID() };
  const body = newCustomerBody('northwind', { country: 'HU' });
  expect((await partnerCenter().call('POST', '/customers', body, headers)).status).toBe(400);
  const corrected = newCustomerBody('northwind');
  expect((await partnerCenter().call('POST', '/customers', corrected, headers)).status).toBe(400);
  expect((await partnerCenter().call('POST', '/customers', corrected)).status).toBe(201);
});

test('what was cut off after it took effect is told to whoever repeats the call with its id', async () => {
  const { cloud } = partnerCenter();
  const path = await partnerCenter().cartPath(contoso);
  await cloud.control('faults', {
    service: 'partnerCenter',
    path: `/v1${path}/checkout`,
    times: 1,
    then: { drop: 'after' },
  });
  const headers = { 'ms-requestid': randomUUID() };
  await expect(partnerCenter().call('POST', `${path}/checkout`, undefined, headers)).rejects.toThrow();
  expect(await partnerCenter().call('POST', `${path}/checkout`, undefined, headers)).toMatchObject({ status: 201 });
  const effects = await cloud.effects(contoso);
  expect(effects.map(({ kind }) => kind)).toEqual(['cart.create', 'cart.checkout']);
});

test('some bodies begin with a byte-order mark', async () => {
  const first = async (path: string): Promise<number | undefined> => {
    const response = await fetch(`${partnerCenter().cloud.url}/v1${path}`, {
      headers: { authorization: `Bearer ${await partnerCenter().token()}` },
    });
    return new Uint8Array(await response.arrayBuffer())[0];
  };
  expect(await first('/customers?size=5')).toBe(0xef);
  expect(await first(`/customers/${contoso}`)).toBe(0x7b);
});

test('codes of errors are numbers or texts, and the gateway has a body of its own', async () => {
  const { cloud } = partnerCenter();
  const text = await partnerCenter().call('GET', `/customers/${randomUUID()}`);
  expect(text.body).toEqual({
    code: '60003',
    description: 'Tenant not found',
    source: 'PartnerApiServiceControllers',
  });
  const number = await partnerCenter().call('GET', `/customers/${randomUUID()}/orders`);
  expect(number.body).toMatchObject({ code: 20002, data: [], source: 'PartnerFD' });
  await cloud.control('quotas', { limits: { partnerCenterCallsPerMin: 2 } });
  const get = async (tenant: string): Promise<Body> =>
    (await partnerCenter().call('GET', `/customers/${tenant}/orders`)).body;
  await get(contoso);
  await get(contoso);
  expect(await get(contoso)).toMatchObject({
    statusCode: 429,
    message: expect.stringContaining('Try again in') as unknown,
  });
  expect(await get(fabrikam)).toHaveProperty('items');
});

test('a body that is not JSON is refused, and capital names are taken', async () => {
  expect(await partnerCenter().call('POST', '/customers', '{')).toMatchObject({
    status: 400,
    body: { code: '800002' },
  });
  const capitals = JSON.stringify(newCustomerBody('northwind')).replaceAll(
    /"(\w)(\w+)":/g,
    (_, letter: string, rest: string) => `"${letter.toUpperCase()}${rest}":`,
  );
  expect((await partnerCenter().call('POST', '/customers', capitals)).status).toBe(201);
});

test('settings are checked, and a reset takes them back', async () => {
  const { cloud } = partnerCenter();
  expect(await cloud.control('partner-center', { orderLag: 'PT15M' })).toMatchObject({
    orderLag: 'PT15M',
    etags: true,
  });
  for (const wrong of [{ orderLag: '15' }, { secondCheckout: 'maybe' }, { nothing: 1 }, { failOrders: { x: 'y' } }]) {
    expect((await cloud.send('POST', '/control/partner-center', wrong)).status).toBe(400);
  }
  await cloud.control('reset', {});
  expect(await cloud.control('partner-center')).toMatchObject({ orderLag: 'PT0S' });
});
