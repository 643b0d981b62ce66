import { expect, test } from 'vitest';
import { operator, worldForTests } from '../../../local/testing/world';
import { preparations } from '../examples';

const world = worldForTests();
const subscription = '7a1f3c52-0000-4000-8000-000000000001';
const hour = 3_600_000;

const settings = (given: object) => world().cloud.control('partner-center', given);
const seed = () => world().cloud.control('seed', preparations['subscriptions.cancel']?.seed ?? {});
const fault = (then: object, times = 1) =>
  world().cloud.control('faults', { service: 'partnerCenter', method: 'PATCH', times, then });
const setTo = (quantity: number) => world().run('subscriptions.setQuantity', { subscription, quantity });
const cancel = (input: object = { subscription }) => world().run('subscriptions.cancel', { ...input });

test('a quantity is set absolutely, once, and renewal stays as it was', async () => {
  await seed();
  await fault({ drop: 'after' });
  expect((await setTo(7)).state).toBe('succeeded');
  expect((await setTo(7)).item?.effects).toMatchObject([{ state: 'done', changed: false }]);
  const { item } = await world().run('subscriptions.list', {});
  expect(item?.output?.['value']).toMatchObject([{ quantity: 7, autoRenewEnabled: true }]);
  expect(await world().changes()).toEqual([`subscription.update ${subscription}`]);
});

test('a change that is only accepted is waited for, and another one meanwhile waits its turn', async () => {
  await seed();
  await settings({ patchTime: 'PT20M' });
  const id = await world().submit('subscriptions.setQuantity', { subscription, quantity: 7 });
  await world().work();
  expect((await world().view(id)).state).toBe('waiting');
  const other = await world().submit('subscriptions.setQuantity', { subscription, quantity: 9 });
  const first = await world().finish(id);
  const second = await world().finish(other);
  expect([first.state, second.state]).toEqual(['succeeded', 'succeeded']);
  expect(await world().changes()).toHaveLength(2);
});

test('seats are given back within the window only, which the plan tells already', async () => {
  await seed();
  expect((await setTo(3)).state).toBe('succeeded');
  await world().advance(169 * hour);
  const planned = await world().run('subscriptions.setQuantity', { subscription, quantity: 2 }, { mode: 'plan' });
  expect([planned.state, planned.item?.problem?.code]).toEqual(['failed', 'QUANTITY_NOT_ALLOWED']);
  expect((await setTo(4)).state).toBe('succeeded');
  const { requests } = await world().steward;
  const added = await setTo(6);
  const undone = await world().finish(await requests.undo(operator, added.request.id, { force: false }));
  expect(undone.state).toBe('succeeded');
});

test("what Partner Center refuses though it was not foreseen is told in the caller's terms", async () => {
  await seed();
  await fault({ status: 400, body: { code: 800090, description: 'Subscription quantity cannot be decreased.' } });
  const { state, item } = await setTo(4);
  expect([state, item?.problem]).toMatchObject([
    'failed',
    { code: 'QUANTITY_NOT_ALLOWED', upstream: { service: 'partnerCenter', status: 400, code: '800090' } },
  ]);
});

test('another change under way is waited for, for as long as a day', async () => {
  await seed();
  await fault({ status: 409, body: { code: 900278, description: 'There is a pending operation.' } }, 20);
  const { state, item } = await setTo(6);
  expect([state, item?.problem]).toEqual(['succeeded', null]);
  expect(await world().changes()).toHaveLength(1);
});

test('an ETag that is no longer valid is no reason to fail', async () => {
  await seed();
  await fault({ status: 400, body: { code: 2055, description: 'Etag is no longer valid' } });
  expect((await setTo(6)).state).toBe('succeeded');
});

test.each([
  ['QUANTITY_NOT_ALLOWED', { quantity: 301 }],
  ['SUBSCRIPTION_NOT_FOUND', { subscription: '7a1f3c52-0000-4000-8000-00000000000f' }],
])('%s is found before anything is sent', async (code, input) => {
  await seed();
  const { item } = await world().run('subscriptions.setQuantity', { subscription, quantity: 7, ...input });
  expect(item?.problem?.code).toBe(code);
  expect(await world().changes()).toEqual([]);
});

test('a subscription is cancelled once within its window, by itself or by its order', async () => {
  await seed();
  const { item } = await world().run('subscriptions.list', {});
  const [{ orderId }] = item?.output?.['value'] as [{ orderId: string }];
  await settings({ patchTime: 'PT5M' });
  await fault({ applyThen: { status: 503 } });
  expect((await cancel({ order: orderId })).state).toBe('succeeded');
  expect((await cancel()).item?.effects).toMatchObject([{ changed: false }]);
  expect(await world().changes()).toEqual([`subscription.update ${subscription}`]);
});

test.each([
  ['WINDOW_PASSED', { subscription }, 169],
  ['SUBSCRIPTION_NOT_FOUND', { order: 'a0fa50edfe69' }, 0],
])('%s is no cancelling', async (code, input, hours) => {
  await seed();
  if (hours > 0) await world().advance(hours * hour);
  expect((await cancel(input)).item?.problem?.code).toBe(code);
  expect(await world().changes()).toEqual([]);
});
