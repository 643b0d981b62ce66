import { expect, test } from 'vitest';
import { operator, worldForTests } from '../../../local/testing/world';
import type { Order } from '../../requests/records';
import { createCustomer } from './create';

const world = worldForTests();
const wanted = { ...createCustomer.example };
const domain = 'northwind.onmicrosoft.com';
const us = {
  firstName: 'A',
  lastName: 'L',
  addressLine1: '1 Main St',
  city: 'Redmond',
  postalCode: '98052',
  country: 'US',
};

const settings = (given: object) => world().cloud.control('partner-center', given);
const fault = (then: object, times = 1) =>
  world().cloud.control('faults', { service: 'partnerCenter', method: 'POST', path: '/v1/customers', times, then });

async function submit(action: string, input: object, order: Partial<Order> = {}): Promise<string> {
  const { requests } = await world().steward;
  return (await requests.submit(operator, { action, input, mode: 'apply', onFailure: 'status', ...order })).id;
}
async function run(action: string, input: object, order: Partial<Order> = {}) {
  return world().finish(await submit(action, input, order));
}
/** Records outlive a reset of the cloud. */
async function create(input: object = {}, order: Partial<Order> = {}) {
  await world().clear('customers');
  world().restart();
  return run('customers.create', { ...wanted, ...input }, order);
}
async function created(): Promise<unknown[]> {
  const { value } = await world().cloud.control('effects');
  return (value as { kind: string; identity: string }[]).filter(({ kind }) => kind === 'customer.create');
}
async function password(id: string): Promise<readonly unknown[]> {
  return (await world().steward).requests.secrets(operator, id);
}

test('a customer is created, recorded and ready for orders; its password is handed over once', async () => {
  const { state, item, request } = await create();
  expect([state, item?.problem, item?.warnings]).toEqual(['succeeded', null, []]);
  expect(item?.output).toMatchObject({ customerId: 'northwind', domain, adminUser: `admin@${domain}` });
  expect(await password(request.id)).toMatchObject([
    { name: 'adminPassword', value: expect.stringMatching(/.{12}/) as unknown },
  ]);
  expect(JSON.stringify(item)).not.toMatch(/Aa1!/);
  const contact = { firstName: 'Nora', lastName: 'Wind', email: 'nora@northwind.example' };
  const confirm = () => world().run('customers.confirmAgreement', contact, { customer: 'northwind' });
  expect([(await confirm()).state, (await confirm()).item?.effects[0]?.changed]).toEqual(['succeeded', false]);
  const order = { productId: 'CFQ7TTC0LH18', skuId: '0001', quantity: 1, termDuration: 'P1M', billingCycle: 'monthly' };
  expect((await world().run('subscriptions.create', order, { customer: domain })).state).toBe('succeeded');
});

test.each([
  ['no answer came', { drop: 'after' }],
  ['the connection broke before', { drop: 'before' }],
])('the password is not lost when %s: the same request id is answered the same', async (_, then) => {
  await fault(then);
  const { state, item, request } = await create();
  expect([state, item?.warnings]).toEqual(['succeeded', []]);
  expect(await password(request.id)).toHaveLength(1);
  expect(await created()).toHaveLength(1);
});

test('when the answer with the password is lost for good, that is told, with what to do', async () => {
  await settings({ requestIdLife: 'PT0S', customerLag: 'PT5M' });
  await fault({ applyThen: { status: 503 } });
  const { state, item, request } = await create();
  expect(state).toBe('succeeded');
  expect(item?.warnings).toMatchObject([
    { code: 'SECRET_LOST', detail: expect.stringMatching(/Reset the password/) as unknown },
  ]);
  expect(item?.output).toMatchObject({ customerId: 'northwind', adminUser: `admin@${domain}` });
  expect(await password(request.id)).toEqual([]);
  expect(await created()).toHaveLength(1);
});

test('a vault that is away delays the creation, so that no password is lost', async () => {
  await world().clear('customers');
  const id = await submit('customers.create', wanted);
  await world().cloud.control('faults', { service: 'vault', times: 3, then: { status: 503 } });
  world().restart();
  const { state } = await world().finish(id);
  expect(state).toBe('succeeded');
  expect(await password(id)).toHaveLength(1);
});

test.each([400, 409])("a domain taken between check and creation is somebody else's (%i)", async (takenDomain) => {
  await settings({ takenDomain });
  await world().clear('customers');
  await fault({ delayMs: 500 });
  const id = await submit('customers.create', wanted);
  const working = world().work();
  await expect.poll(async () => (await world().view(id)).item?.effects[0]?.state).toBe('sending');
  const tenant = { id: '55555555-5555-5555-5555-555555555555', name: 'northwind', displayName: 'Somebody else' };
  await world().cloud.control('seed', { tenants: [tenant] });
  await working;
  const { state, item } = await world().finish(id);
  expect([state, item?.problem?.code, item?.secrets]).toEqual(['failed', 'ALREADY_EXISTS', []]);
  expect(await created()).toEqual([]);
});

test('nor is it ours when the first try was in doubt', async () => {
  await world().clear('customers');
  await fault({ drop: 'before' });
  const id = await submit('customers.create', wanted);
  await world().work();
  const tenant = { id: '55555555-5555-5555-5555-555555555555', name: 'northwind', displayName: 'Somebody else' };
  await world().cloud.control('seed', { tenants: [tenant] });
  const { state, item } = await world().finish(id);
  expect([state, item?.problem?.code]).toEqual(['failed', 'ALREADY_EXISTS']);
});

test('a plan creates nothing and is the same twice', async () => {
  const first = await create({}, { mode: 'plan' });
  const second = await create({}, { mode: 'plan' });
  expect([first.state, first.item?.plan?.map(({ key }) => key)]).toEqual([
    'planned',
    ['create-customer', 'record-customer'],
  ]);
  expect(second.planHash).toBe(first.planHash);
  expect(await created()).toEqual([]);
});

test.each([
  ['ALREADY_EXISTS', { domain: 'contoso' }],
  ['ADDRESS_INVALID', { address: { ...wanted.address, addressLine1: 'Nowhere' } }],
  ['ADDRESS_INVALID', { address: us }],
  ['ADDRESS_INVALID', { address: { ...us, state: 'WA', postalCode: '9805' } }],
  ['ADDRESS_INVALID', { address: { ...us, state: 'ZZ' } }],
  ['REGISTRATION_NUMBER_INVALID', { organizationRegistrationNumber: '1234567' }],
  ['REGISTRATION_NUMBER_INVALID', { address: { ...wanted.address, country: 'BR' } }],
  ['PHONE_REQUIRED', { address: { ...wanted.address, country: 'HU' }, organizationRegistrationNumber: '1234567' }],
  ['INPUT_INVALID', { customerId: '22222222-2222-2222-2222-222222222222' }],
  ['INPUT_INVALID', { customerId: 'contoso.com' }],
])('%s is found before there is a tenant: %j', async (code, input) => {
  const { state, item } = await create(input);
  expect([state, item?.problem?.code]).toEqual(['failed', code]);
  expect(await created()).toEqual([]);
});

test('a customer id that is on record is not used again', async () => {
  await create();
  const { item } = await run('customers.create', { ...wanted, domain: 'northwind2' });
  expect(item?.problem?.code).toBe('ALREADY_EXISTS');
  expect(await created()).toHaveLength(1);
});

test('an address that is doubtful is a warning', async () => {
  const { item } = await create({ address: { ...wanted.address, addressLine1: 'Bahnhofstrasse' } });
  expect(item?.warnings).toMatchObject([{ code: 'ADDRESS_UNSURE' }]);
});

test('a domain that is free or taken, an address that is good or not', async () => {
  const outputs = [];
  for (const prefix of ['contoso', 'northwind'])
    outputs.push((await run('customers.checkDomain', { domain: prefix })).item?.output);
  for (const state of ['WA', 'ZZ']) outputs.push((await run('customers.validateAddress', placeIn(state))).item?.output);
  expect(outputs).toMatchObject([
    { domain: 'contoso.onmicrosoft.com', available: false },
    { domain, available: true },
    { status: 'VerifiedShippable', accepted: true, suggestions: [{ postalCode: '98052-8300' }] },
    { status: 'None', accepted: false, message: expect.stringMatching(/Region/) as unknown },
  ]);
});

function placeIn(state: string) {
  const { firstName: _first, lastName: _last, ...place } = us;
  return { ...place, state };
}
