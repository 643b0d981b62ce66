import { expect, test } from 'vitest';
import { operator } from '../../../local/testing/world';
import type { ErrorCode } from '../../error-codes';
import type { JsonObject } from '../../json';
import { actionNamed, contoso, contractWorld, prepare, run, submit, watch } from './testing';

const world = contractWorld();

const at = (name: string) => `${name}@contoso.onmicrosoft.com`;
const [mel, admin, synced, nobody] = [at('mel'), at('admin'), at('synced'), at('nobody')];
const bob = { userPrincipalName: at('bob'), displayName: 'Bob', usageLocation: 'CH' };
const bobAtTailspin = { ...bob, userPrincipalName: 'bob@tailspin.onmicrosoft.com' };
const spb = { add: [{ sku: 'SPB' }] };

const correlationId = expect.any(String) as string;
const badRequest = { service: 'graph', status: 400, code: 'Request_BadRequest', correlationId };
const absent = { service: 'graph', status: 404, code: 'Request_ResourceNotFound', correlationId };
/** What Graph told of the tenant ruled the order out: no call was refused. */
const ruledOut = { service: 'graph' };
const noToken = (code: string, status = 400) => ({ service: 'entra', status, code, correlationId });

interface More {
  readonly seed?: JsonObject;
  readonly customer?: string;
  /** A plan cannot know it: only the write is refused. */
  readonly unforeseen?: true;
}

type Case = readonly [action: string, why: string, code: ErrorCode, upstream: object, input: JsonObject, more?: More];

const noSeats = { seed: { skus: [{ tenant: contoso, sku: 'SPB', seats: 0 }] } };
const onlySent = { unforeseen: true } as const;

const ofTheTenant: readonly Case[] = [
  ['users.create', 'no seats', 'NO_SEATS', ruledOut, { ...bob, licenses: ['SPB'] }, noSeats],
  ['licenses.assign', 'no seats', 'NO_SEATS', ruledOut, { user: mel, ...spb }, noSeats],
  ['users.create', 'a user of that name', 'ALREADY_EXISTS', badRequest, { ...bob, userPrincipalName: mel }],
  [
    'users.update',
    'a user of that name',
    'ALREADY_EXISTS',
    badRequest,
    { user: admin, userPrincipalName: mel },
    onlySent,
  ],
  ['users.create', 'no such country', 'USAGE_LOCATION_INVALID', badRequest, { ...bob, usageLocation: 'ZZ' }, onlySent],
  [
    'users.update',
    'no such country',
    'USAGE_LOCATION_INVALID',
    badRequest,
    { user: mel, usageLocation: 'ZZ' },
    onlySent,
  ],
  ['licenses.assign', 'no usage location', 'USAGE_LOCATION_INVALID', ruledOut, { user: admin, ...spb }],
  [
    'users.create',
    'a strange domain',
    'UPSTREAM_REFUSED',
    badRequest,
    { ...bob, userPrincipalName: 'bob@a.example' },
    onlySent,
  ],
  ['users.update', 'a synchronised user', 'DIRECTORY_SYNCED', ruledOut, { user: synced, jobTitle: 'Chef' }],
  ['users.delete', 'a synchronised user', 'DIRECTORY_SYNCED', ruledOut, { user: synced }],
  ['users.update', 'no such user', 'USER_NOT_FOUND', absent, { user: nobody, jobTitle: 'Chef' }],
  ['users.delete', 'no such user', 'USER_NOT_FOUND', absent, { user: nobody }],
  ['users.restore', 'no such deleted user', 'USER_NOT_FOUND', absent, { user: nobody }],
  ['licenses.assign', 'no such user', 'USER_NOT_FOUND', absent, { user: nobody, ...spb }],
  ['groups.addMember', 'no such user', 'USER_NOT_FOUND', absent, { user: nobody, group: 'Sales' }],
  ['users.create', 'no such subscription', 'SKU_UNKNOWN', ruledOut, { ...bob, licenses: ['E5'] }],
  ['users.create', 'no such group', 'GROUP_NOT_FOUND', ruledOut, { ...bob, groups: ['Nowhere'] }],
  ['groups.addMember', 'a dynamic group', 'GROUP_NOT_SUPPORTED', ruledOut, { group: 'Everyone dynamic', user: mel }],
  ['groups.removeMember', 'a distribution list', 'GROUP_NOT_SUPPORTED', ruledOut, { group: 'Old list', user: mel }],
];

const ofAccess: readonly Case[] = [
  ['users.create', 'GDAP has ended', 'GDAP_MISSING', noToken('AADSTS50020'), bobAtTailspin, { customer: 'tailspin' }],
];

const cases = [...ofTheTenant, ...ofAccess].map(
  ([action, why, code, upstream, input, more = {}]) => [action, why, code, upstream, input, more] as const,
);

test.each(cases)('%s, %s: %s, and nothing changes', async (name, _why, code, upstream, input, more) => {
  const { seed, customer = 'contoso', unforeseen = false } = more;
  if (seed) await world().cloud.control('seed', seed);
  const { given, changes } = await watch(world(), async () => ({
    planned: await run(world(), actionNamed(name), { input, customer, mode: 'plan' }),
    applied: await run(world(), actionNamed(name), { input, customer }),
  }));
  const { planned, applied } = given;
  expect([planned.state, planned.item?.problem?.code]).toEqual(unforeseen ? ['planned', undefined] : ['failed', code]);
  expect(applied.state).toBe('failed');
  expect(applied.item?.problem).toEqual({ code, upstream, detail: expect.any(String) as string });
  expect([applied.item?.output, applied.item?.secrets]).toEqual([null, []]);
  expect(changes).toEqual([]);
});

test('a last seat taken by somebody else leaves a user without license, and says so', async () => {
  const message = 'Subscription with SKU cbdc14ab-d96c-4c30-b9f4-6ada7cdc1d46 does not have any available licenses.';
  const refusal = { status: 400, body: { error: { code: 'Request_BadRequest', message } } };
  await world().cloud.control('faults', { service: 'graph', method: 'POST', path: '/users/', then: refusal });
  const input = { ...bob, licenses: ['SPB'], groups: ['Sales'] };
  const { given, changes } = await watch(world(), () => run(world(), actionNamed('users.create'), { input }));
  const { state, item } = given;
  expect([state, item?.problem?.code, item?.problem?.upstream?.status]).toEqual([
    'partiallySucceeded',
    'NO_SEATS',
    400,
  ]);
  expect(item?.effects.map((effect) => [effect.key, effect.state])).toEqual([
    ['create-user', 'done'],
    ['assign-licenses', 'failed'],
  ]);
  expect(item?.secrets).toEqual(['password']);
  expect(changes).toEqual([`${contoso} user.create ${at('bob')}`]);
});

test('where a synchronised user works can be changed', async () => {
  const input = { user: synced, usageLocation: 'DE' };
  const { given, changes } = await watch(world(), () => run(world(), actionNamed('users.update'), { input }));
  expect([given.state, given.item?.problem]).toEqual(['succeeded', null]);
  expect(changes).toEqual([`${contoso} user.update ${synced}`]);
});

test('a tenant that is gone gives no token', async () => {
  const link = actionNamed('customers.link');
  await prepare(world(), link);
  await run(world(), link);
  await world().cloud.control('reset', {});
  const order = { input: bob, customer: 'northwind' };
  const { given, changes } = await watch(world(), () => run(world(), actionNamed('users.create'), order));
  expect(given.state).toBe('failed');
  expect(given.item?.problem).toMatchObject({ code: 'TENANT_NOT_FOUND', upstream: noToken('AADSTS90002') });
  expect(changes).toEqual([]);
});

test.each(['no-such.onmicrosoft.com', '99999999-9999-9999-9999-999999999999'])(
  'no tenant %s is linked',
  async (key) => {
    const input = { customerId: 'nowhere', ...(key.includes('.') ? { domain: key } : { tenantId: key }) };
    const { state, item } = await run(world(), actionNamed('customers.link'), { input });
    const problem = expect.objectContaining({ code: 'TENANT_NOT_FOUND', upstream: absent }) as unknown;
    expect([state, item?.problem]).toEqual(['failed', problem]);
    expect(await (await world().steward).customers.find('nowhere')).toBeUndefined();
  },
);

test.each([
  ['by its own id', { customerId: 'contoso', domain: 'northwind.onmicrosoft.com' }],
  ['by its tenant', { customerId: 'another', domain: 'contoso.onmicrosoft.com' }],
])('a customer that is on record %s is not linked again', async (_, input) => {
  const link = actionNamed('customers.link');
  await prepare(world(), link);
  const { customers } = await world().steward;
  const before = await customers.list();
  const { state, item } = await run(world(), link, { input });
  expect(state).toBe('failed');
  expect(item?.problem).toMatchObject({ code: 'ALREADY_EXISTS', upstream: { service: 'steward', status: 409 } });
  expect(await customers.list()).toEqual(before);
});

test('a customer nobody knows is refused at once, and nothing is recorded', async () => {
  const { requests } = await world().steward;
  const before = await requests.list(operator, {}, { top: 1 });
  const submitting = submit(world(), actionNamed('users.create'), { input: bob, customer: 'nobody' });
  await expect(submitting).rejects.toMatchObject({ code: 'CUSTOMER_UNKNOWN' });
  expect(await requests.list(operator, {}, { top: 1 })).toEqual(before);
  expect(await world().work()).toBe(0);
});
