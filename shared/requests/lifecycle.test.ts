import { expect, test } from 'vitest';
import { operator, worldForTests } from '../../local/testing/world';
import { testActions } from './testing';

const world = worldForTests();
const upn = 'ada@contoso.onmicrosoft.com';
const mel = 'mel@contoso.onmicrosoft.com';
const contoso = '22222222-2222-2222-2222-222222222222';
const joiner = { userPrincipalName: upn, displayName: 'Ada Example', usageLocation: 'CH', licenses: ['SPB'] };

const requests = async () => (await world().steward).requests;
const fault = (method: string, path: string, then: object, times = 1) =>
  world().cloud.control('faults', { service: 'graph', method, path, times, then });
const titleOf = async () =>
  (await world().cloud.graph(contoso, 'GET', `/users/${mel}?$select=jobTitle`)).body['jobTitle'];

test('a request cancelled before it began changes nothing', async () => {
  const id = await world().submit('users.create', joiner);
  await (await requests()).cancel(operator, id);
  const view = await world().finish(id);
  expect(view.state).toBe('cancelled');
  expect(await world().changes()).toEqual([]);
  await expect((await requests()).cancel(operator, id)).rejects.toMatchObject({ code: 'STATE_CONFLICT' });
});

test('a cancel written while the worker is sending stops what has not begun and tells what is done', async () => {
  await fault('POST', '/users', { delayMs: 500 });
  const id = await world().submit('users.create', joiner);
  const working = world().work();
  await world().faultsHit();
  await (await requests()).cancel(operator, id);
  await world().advance(2_000);
  await working;
  const view = await world().finish(id);
  expect(view.state).toBe('partiallySucceeded');
  expect(view.item?.problem?.code).toBe('CANCELLED');
  expect(view.item?.effects.map(({ key, state }) => [key, state])).toEqual([['create-user', 'done']]);
});

test('a request cancelled while its outcome is in doubt is settled by looking, and nothing is sent again', async () => {
  await fault('POST', '/users', { drop: 'after' });
  const id = await world().submit('users.create', joiner);
  await world().work();
  await (await requests()).cancel(operator, id);
  const view = await world().finish(id);
  expect(view.state).toBe('partiallySucceeded');
  expect(await world().changes()).toEqual([`user.create ${upn}`]);
});

test('a held request waits until it is resumed', async () => {
  const id = await world().submit('users.create', joiner);
  await (await requests()).hold(operator, id);
  await world().work();
  await world().advance(120_000);
  await (await world().steward).worker.sweep();
  await world().work();
  expect((await world().view(id)).state).toBe('held');
  const listed = await (await requests()).list(operator, { state: 'held' }, { top: 10 });
  expect(listed.value.map((one) => one.id)).toContain(id);
  expect(await world().changes()).toEqual([]);
  await (await requests()).resume(operator, id);
  expect((await world().finish(id)).state).toBe('succeeded');
});

test('retry takes up only what is not done', async () => {
  await fault('POST', '/users/', { status: 400, body: { error: { code: 'Request_BadRequest', message: 'No.' } } });
  const first = await world().run('users.create', joiner);
  expect(first.state).toBe('partiallySucceeded');
  await (await requests()).retry(operator, first.request.id);
  const view = await world().finish(first.request.id);
  expect(view.state).toBe('succeeded');
  expect(view.item?.problem).toBeNull();
  expect((await world().changes()).map((change) => change.split(' ')[0])).toEqual([
    'user.create',
    'user.license.assign',
  ]);
  await expect((await requests()).retry(operator, first.request.id)).rejects.toMatchObject({ code: 'STATE_CONFLICT' });
});

test('an effect settled as done by a person lets the request go on', async () => {
  world().extraActions = testActions;
  await fault('POST', '/groups', { drop: 'before' });
  const first = await world().run('test.createGroupOnce', { name: 'Crew' });
  const marker = `${first.request.id}:0`;
  await world().cloud.graph(contoso, 'POST', '/groups', {
    displayName: 'Crew',
    mailNickname: 'Crew',
    description: marker,
    mailEnabled: false,
    securityEnabled: true,
  });
  const decision = { effect: 'create-group', outcome: 'done', reason: 'Seen in the portal.' } as const;
  await (await requests()).settle(operator, first.request.id, decision);
  const view = await world().finish(first.request.id);
  expect(view.state).toBe('succeeded');
  expect(view.item?.warnings).toEqual([
    { code: 'SETTLED', detail: 'create-group was settled as done by local-operator: Seen in the portal.' },
  ]);
});

test('an effect settled as not done ends the request, and a retry sends it again', async () => {
  world().extraActions = testActions;
  await fault('POST', '/groups', { drop: 'before' });
  const { request } = await world().run('test.createGroupOnce', { name: 'Crew' });
  const decision = { effect: 'create-group', outcome: 'notDone', reason: 'Not there.' } as const;
  await (await requests()).settle(operator, request.id, decision);
  expect((await world().finish(request.id)).state).toBe('failed');
  await expect((await requests()).settle(operator, request.id, decision)).rejects.toMatchObject({
    code: 'STATE_CONFLICT',
  });
  await (await requests()).retry(operator, request.id);
  expect((await world().finish(request.id)).state).toBe('succeeded');
  expect(await world().changes()).toEqual(['group.create Crew']);
});

test('an undo is a linked request, and the original is undone once it has succeeded', async () => {
  const done = await world().run('users.update', { user: mel, jobTitle: 'Engineer', department: 'Works' });
  const undoing = await (await requests()).undo(operator, done.request.id, { force: false });
  const view = await world().finish(undoing);
  expect(view.state).toBe('succeeded');
  expect(view.request.undoes).toBe(done.request.id);
  expect(await titleOf()).toBeNull();
  const original = await world().view(done.request.id);
  expect(original.state).toBe('undone');
  expect(original.item?.effects[0]?.state).toBe('undone');
  await expect((await requests()).undo(operator, done.request.id, { force: false })).rejects.toMatchObject({
    code: 'STATE_CONFLICT',
  });
});

test('an undo leaves alone what somebody has changed since, unless it is forced', async () => {
  const done = await world().run('users.update', { user: mel, jobTitle: 'Engineer' });
  await world().cloud.graph(contoso, 'PATCH', `/users/${mel}`, { jobTitle: 'Director' });
  const careful = await world().finish(await (await requests()).undo(operator, done.request.id, { force: false }));
  expect(careful.state).toBe('failed');
  expect(careful.item?.problem?.code).toBe('CHANGED_SINCE');
  expect(await titleOf()).toBe('Director');
  const forced = await world().finish(await (await requests()).undo(operator, done.request.id, { force: true }));
  expect(forced.state).toBe('succeeded');
  expect(await titleOf()).toBeNull();
});

test('two that undo at the same moment make one undo', async () => {
  const done = await world().run('users.update', { user: mel, jobTitle: 'Engineer' });
  const stewards = await Promise.all([world().steward, world().newSteward()]);
  const both = await Promise.allSettled(
    stewards.map((steward) => steward.requests.undo(operator, done.request.id, { force: false })),
  );
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(both.find((one) => one.status === 'rejected')?.reason).toMatchObject({ code: 'STATE_CONFLICT' });
});

test('an effect in doubt keeps its request from being undone', async () => {
  await fault('POST', '/users', { status: 503 }, 1_000);
  const { request, state } = await world().run('users.create', joiner);
  expect(state).toBe('needsAttention');
  await expect((await requests()).undo(operator, request.id, { force: false })).rejects.toMatchObject({
    code: 'UNSETTLED_EFFECTS',
  });
});

test('a plan with another hash is not applied, and one that still holds is', async () => {
  const plan = await world().run('users.create', joiner, { mode: 'plan' });
  const refused = await world().run('users.create', joiner, { plan: `sha-256:${'0'.repeat(64)}` });
  expect(refused.item?.problem?.code).toBe('PLAN_CHANGED');
  expect(await world().changes()).toEqual([]);
  const applied = await world().run('users.create', joiner, { plan: plan.planHash ?? '' });
  expect(applied.state).toBe('succeeded');
});

test('a grant taken away while a request waits is obeyed before the next effect', async () => {
  await fault('POST', '/users/', { status: 429, headers: { 'Retry-After': '60' } });
  const id = await world().submit('users.create', joiner);
  await world().work();
  await world().deny({ caller: 'local-operator', effect: 'deny', actions: ['users.create'], customers: ['contoso'] });
  await world().advance(10_000);
  const view = await world().finish(id);
  expect(view.state).toBe('partiallySucceeded');
  expect(view.item?.problem?.code).toBe('NOT_GRANTED');
});
