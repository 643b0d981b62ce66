import { expect, test } from 'vitest';
import { operator, worldForTests } from '../../../local/testing/world';
import { createSubscription } from './create';

const world = worldForTests();
const contoso = '22222222-2222-2222-2222-222222222222';
const wanted = { ...createSubscription.example };
const hour = 3_600_000;

const settings = (given: object) => world().cloud.control('partner-center', given);
const fault = (path: string, then: object, times = 1, method = 'POST') =>
  world().cloud.control('faults', { service: 'partnerCenter', method, path, times, then });
/** Below the carts: that is the checkout. */
const checkout = `/customers/${contoso}/carts/`;
const count = async (kind: string) => (await world().effects()).filter((effect) => effect['kind'] === kind).length;
const order = async (input: object = {}) => {
  // Notes of orders outlive a reset of the cloud.
  await world().clear('orders');
  return world().run('subscriptions.create', { ...wanted, ...input });
};

test('an order is bought once, waited for and named after the request', async () => {
  await settings({ provisioning: 'PT10M', subscriptionLag: 'PT2M' });
  const { state, item } = await order();
  expect([state, item?.problem]).toEqual(['succeeded', null]);
  expect(item?.output).toMatchObject({ orderId: expect.stringMatching(/^[\da-f]{12}$/) as unknown });
  expect([await count('cart.create'), await count('cart.checkout')]).toEqual([1, 1]);
  const { item: list } = await world().run('subscriptions.list', {});
  expect(list?.output?.['value']).toMatchObject([
    {
      subscriptionId: item?.output?.['subscriptionId'],
      title: 'Microsoft 365 Business Premium',
      name: expect.stringMatching(/^Microsoft 365 Business Premium #[\da-f]{12}-0$/) as unknown,
      productId: 'CFQ7TTC0LCHC',
      skuId: '0002',
      quantity: 5,
      status: 'active',
    },
  ]);
});

test('a plan tells product, term, quantity and until when it can be cancelled, and is the same twice', async () => {
  await world().clear('orders');
  const first = await world().run('subscriptions.create', wanted, { mode: 'plan' });
  const again = await world().run('subscriptions.create', wanted, { mode: 'plan' });
  expect(first.item?.plan?.at(-1)).toEqual({
    key: 'check-out',
    summary: 'Order 5 × Microsoft 365 Business Premium, P1Y, billed monthly',
    service: 'partnerCenter',
    before: null,
    after: {
      productId: 'CFQ7TTC0LCHC',
      skuId: '0002',
      title: 'Microsoft 365 Business Premium',
      quantity: 5,
      termDuration: 'P1Y',
      billingCycle: 'monthly',
      cancellableFor: 'P7D',
    },
    undo: 'subscriptions.cancel',
  });
  expect(again.planHash).toBe(first.planHash);
  expect(await world().changes()).toEqual([]);
});

test.each([
  ['no answer came', { drop: 'after' }],
  ['the answer was 503', { applyThen: { status: 503 } }],
  ['the answer was 429', { applyThen: { status: 429 } }],
  ['the answer cannot be read', { applyThen: { status: 201 } }],
])('a checkout that was done although %s is found among the orders, late as they are', async (_, then) => {
  await settings({ orderLag: 'PT15M', subscriptionLag: 'PT15M' });
  await fault(checkout, then);
  const { state, item } = await order();
  expect([state, item?.problem]).toEqual(['succeeded', null]);
  expect([await count('cart.create'), await count('cart.checkout')]).toEqual([1, 1]);
});

test('a checkout that never arrived is made again, of the same cart, when every window has passed', async () => {
  await fault(checkout, { drop: 'before' });
  const { state, item } = await order();
  expect([state, item?.problem]).toEqual(['succeeded', null]);
  expect([await count('cart.create'), await count('cart.checkout')]).toEqual([1, 1]);
  const waited = Date.parse(item?.updatedAt ?? '') - Date.parse(item?.effects[1]?.at ?? '');
  expect(waited).toBeGreaterThan(15 * 60_000);
});

test('refused when it is made again, it stays in doubt: the first may have been an order', async () => {
  await fault(checkout, { drop: 'before' });
  await fault(checkout, { status: 400, body: { code: 800009, description: 'Error in Cart item(s)' } });
  const { state, item } = await order();
  expect([state, item?.problem?.code]).toEqual(['needsAttention', 'OUTCOME_UNKNOWN']);
});

test('with the cart gone a person decides, and nothing is ordered meanwhile', async () => {
  await settings({ cartLife: 'PT10M' });
  await fault(checkout, { drop: 'before' });
  const { state, item } = await order();
  expect([state, item?.problem?.code]).toEqual(['needsAttention', 'OUTCOME_UNKNOWN']);
  expect(await count('cart.checkout')).toBe(0);
});

test('committed, then an hour of outage until the cart is gone: settled by the orders, never a second one', async () => {
  await settings({ cartLife: 'PT30M', orderLag: 'PT15M' });
  await fault(checkout, { drop: 'after' });
  await world().clear('orders');
  const id = await world().submit('subscriptions.create', wanted);
  await world().work();
  await world().cloud.control('faults', { service: 'partnerCenter', then: { status: 503 } });
  for (let minutes = 0; minutes < 60; minutes += 5) {
    await world().advance(5 * 60_000);
    await world().work();
    await (await world().steward).worker.sweep();
  }
  await world().cloud.send('DELETE', '/control/faults');
  const { state, item } = await world().finish(id);
  expect([state, item?.problem]).toEqual(['succeeded', null]);
  expect([await count('cart.create'), await count('cart.checkout')]).toEqual([1, 1]);
});

test.each(['replay', 'refuse'])(
  'a person who settles wrongly makes a second checkout, and no second order (%s)',
  async (secondCheckout) => {
    await settings({ secondCheckout, orderLag: 'PT2H', subscriptionLag: 'PT2H', cartLife: 'P7D' });
    await fault(checkout, { drop: 'after' });
    // The cart says that it was ordered, so it is looked for again and again before a person is asked.
    const { request, state } = await order();
    expect(state).toBe('needsAttention');
    const { requests } = await world().steward;
    await requests.settle(operator, request.id, { effect: 'check-out', outcome: 'notDone', reason: 'Not to be seen' });
    expect((await world().finish(request.id)).state).toBe('failed');
    await requests.retry(operator, request.id);
    await world().advance(2 * hour);
    const { state: settled, item } = await world().finish(request.id);
    expect([settled, item?.problem]).toEqual(['succeeded', null]);
    expect(await count('cart.checkout')).toBe(1);
  },
);

test('an error inside a 201 is a failed order, after which the same may be ordered anew', async () => {
  await settings({ failOrders: { 'CFQ7TTC0LCHC:0002': 800025 } });
  const { state, item } = await order();
  expect([state, item?.problem?.code]).toEqual(['failed', 'ORDER_FAILED']);
  expect(item?.effects.map(({ key, state: each }) => [key, each])).toEqual([
    ['create-cart', 'done'],
    ['note-order', 'done'],
    ['check-out', 'failed'],
  ]);
  await settings({ failOrders: {} });
  expect((await world().run('subscriptions.create', wanted)).state).toBe('succeeded');
  expect(await count('cart.checkout')).toBe(1);
});

test('what the gateway turned away is sent again when it says so, and not looked for', async () => {
  const body = { statusCode: 429, message: 'Rate limit is exceeded. Try again in 20 seconds.' };
  await fault(checkout, { status: 429, headers: { 'Retry-After': '20' }, body });
  const { state, item } = await order();
  expect(state).toBe('succeeded');
  expect(Date.parse(item?.updatedAt ?? '') - Date.parse(item?.effects[1]?.at ?? '')).toBeLessThan(5 * 60_000);
  expect(await count('cart.checkout')).toBe(1);
});

test('a subscription that does not become active in time is told, with what was bought', async () => {
  await settings({ provisioning: 'P1D' });
  await world().clear('orders');
  const id = await world().submit('subscriptions.create', wanted);
  await world().work();
  await world().advance(2 * hour);
  const { state, item } = await world().finish(id);
  expect([state, item?.problem?.code]).toEqual(['partiallySucceeded', 'WAIT_TIMED_OUT']);
  expect(await count('cart.checkout')).toBe(1);
});

test('carts whose making is in doubt cost nothing: one of them is ordered', async () => {
  await fault(`/customers/${contoso}/carts`, { applyThen: { status: 503 } });
  await fault(`/customers/${contoso}/carts`, { drop: 'after' });
  const { state } = await order();
  expect(state).toBe('succeeded');
  expect(await count('cart.checkout')).toBe(1);
});

test('the same ordered twice at once is bought once', async () => {
  await settings({ orderLag: 'PT15M' });
  await world().clear('orders');
  const ids = [
    await world().submit('subscriptions.create', wanted),
    await world().submit('subscriptions.create', wanted),
  ];
  const messages = await world().takeMessages('work');
  await Promise.all(messages.map(async (message) => (await world().newSteward()).worker.run(message)));
  const views = [];
  for (const id of ids) views.push(await world().finish(id));
  expect(views.map(({ item }) => item?.problem?.code).sort()).toEqual(['DUPLICATE_ORDER_SUSPECTED', undefined]);
  expect(await count('cart.checkout')).toBe(1);
});

test('the same again within a day is refused unless it is meant', async () => {
  await order();
  const again = await world().run('subscriptions.create', wanted);
  expect([again.state, again.item?.problem?.code]).toEqual(['failed', 'DUPLICATE_ORDER_SUSPECTED']);
  // Known from Partner Center alone, as if somebody had ordered it there.
  await world().clear('orders');
  const bySomebody = await world().run('subscriptions.create', wanted);
  expect(bySomebody.item?.problem).toMatchObject({ code: 'DUPLICATE_ORDER_SUSPECTED' });
  const other = await world().run('subscriptions.create', { ...wanted, termDuration: 'P1M' });
  const meant = await world().run('subscriptions.create', { ...wanted, allowDuplicate: true });
  expect([other.state, meant.state]).toEqual(['succeeded', 'succeeded']);
  await world().advance(25 * hour);
  expect((await world().run('subscriptions.create', wanted)).state).toBe('succeeded');
  expect(await count('cart.checkout')).toBe(4);
});

test.each([
  ['QUANTITY_NOT_ALLOWED', { quantity: 301 }],
  ['QUANTITY_NOT_ALLOWED', { productId: 'CFQ7TTC0LH16', skuId: '0001', quantity: 400 }],
  ['CATALOG_ITEM_INVALID', { productId: 'NOPE' }],
  ['CATALOG_ITEM_INVALID', { skuId: '0009' }],
  ['CATALOG_ITEM_INVALID', { termDuration: 'P1M', billingCycle: 'triennial' }],
  ['CATALOG_ITEM_INVALID', { segment: 'education' }],
])('%s is found before anything is made: %j', async (code, input) => {
  const { state, item } = await order(input);
  expect([state, item?.problem?.code]).toEqual(['failed', code]);
  expect(await world().changes()).toEqual([]);
});

test('what is withdrawn between plan and order is not ordered', async () => {
  await world().clear('orders');
  const { planHash } = await world().run('subscriptions.create', wanted, { mode: 'plan' });
  await settings({ withdrawn: ['CFQ7TTC0LCHC'] });
  const { state, item } = await world().run('subscriptions.create', wanted, { plan: planHash ?? '' });
  expect([state, item?.problem?.code]).toEqual(['failed', 'CATALOG_ITEM_INVALID']);
  expect(await world().changes()).toEqual([]);
});

test('a customer without the agreement orders nothing', async () => {
  await world().clear('orders');
  const { state, item } = await world().run('subscriptions.create', wanted, { customer: 'tailspin' });
  expect([state, item?.problem?.code]).toEqual(['failed', 'AGREEMENT_MISSING']);
});

test('an order is undone by cancelling, within its window and not after', async () => {
  const first = await order();
  const { requests } = await world().steward;
  const undone = await world().finish(await requests.undo(operator, first.request.id, { force: false }));
  expect([undone.state, undone.item?.warnings]).toEqual(['succeeded', []]);
  expect((await world().view(first.request.id)).state).toBe('undone');
  const second = await order({ allowDuplicate: true });
  await world().advance(169 * hour);
  const late = await world().finish(await requests.undo(operator, second.request.id, { force: false }));
  expect([late.state, late.item?.problem?.code]).toEqual(['failed', 'WINDOW_PASSED']);
});

test('what has been changed since is not cancelled by an undo', async () => {
  const { request, item } = await order();
  const subscription = item?.output?.['subscriptionId'] as string;
  await world().run('subscriptions.setQuantity', { subscription, quantity: 9 });
  const { requests } = await world().steward;
  const undone = await world().finish(await requests.undo(operator, request.id, { force: false }));
  expect([undone.state, undone.item?.problem?.code]).toEqual(['failed', 'CHANGED_SINCE']);
});
