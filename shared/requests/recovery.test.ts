import { expect, test } from 'vitest';
import { operator, worldForTests } from '../../local/testing/world';
import { changesItsMind, testActions } from './testing';

const world = worldForTests();
const upn = 'ada@contoso.onmicrosoft.com';
const mel = 'mel@contoso.onmicrosoft.com';
const contoso = '22222222-2222-2222-2222-222222222222';
const joiner = { userPrincipalName: upn, displayName: 'Ada Example', usageLocation: 'CH' };

const fault = (method: string, path: string, then: object, times = 1) =>
  world().cloud.control('faults', { service: 'graph', method, path, times, then });

test('a taker whose find sees a lagging replica waits instead of calling the user taken or lost', async () => {
  await world().cloud.control('seed', { replicaLagMs: 30_000 });
  await fault('POST', '/users', { applyThen: { status: 503 } });
  const view = await world().run('users.create', joiner);
  expect(view.state).toBe('succeeded');
  expect(await world().changes()).toEqual([`user.create ${upn}`]);
});

test('a license in doubt is looked for before a cancelled request says that it was not assigned', async () => {
  await fault('POST', '/users/', { applyThen: { status: 503 } });
  const id = await world().submit('users.create', { ...joiner, licenses: ['SPB'], groups: ['Sales'] });
  await world().work();
  await (await world().steward).requests.cancel(operator, id);
  const view = await world().finish(id);
  expect(await world().changes()).toEqual([`user.create ${upn}`, `user.license.assign ${upn}`]);
  expect([view.state, view.item?.problem?.code]).toEqual(['partiallySucceeded', 'CANCELLED']);
  expect(view.item?.effects.map(({ key, state }) => [key, state])).toEqual([
    ['create-user', 'done'],
    ['assign-licenses', 'done'],
  ]);
});

test('a user that somebody else made in the meantime is not taken for ours', async () => {
  await fault('POST', '/users', { drop: 'before' });
  const id = await world().submit('users.create', joiner);
  await world().work();
  await world().cloud.graph(contoso, 'POST', '/users', {
    accountEnabled: true,
    displayName: 'Somebody else',
    mailNickname: 'ada',
    userPrincipalName: upn,
    passwordProfile: { password: 'Correct-Horse-7' },
  });
  const view = await world().finish(id);
  expect(view.state).toBe('failed');
  expect(view.item?.problem?.code).toBe('ALREADY_EXISTS');
});

test('a worker paused while it sends writes nothing once another has taken over, and the effect happens once', async () => {
  await fault('POST', '/users', { delayMs: 1_000 });
  const id = await world().submit('users.create', joiner);
  const [message = ''] = await world().takeMessages('work');
  const paused = (await world().steward).worker.run(message);
  await world().faultsHit();
  await world().advance(60_000);
  const other = await world().newSteward();
  await other.worker.run(message);
  await paused;
  const view = await world().finish(id);
  expect(view.state).toBe('succeeded');
  expect(await world().changes()).toEqual([`user.create ${upn}`]);
  expect(world().logs.filter((line) => line.includes('chunk.lease-lost'))).toHaveLength(1);
});

test('one message delivered twice at once, and again afterwards, has its effects once', async () => {
  const id = await world().submit('users.create', { ...joiner, licenses: ['SPB'], groups: ['Sales'] });
  const [message = ''] = await world().takeMessages('work');
  const other = await world().newSteward();
  await Promise.all([(await world().steward).worker.run(message), other.worker.run(message)]);
  await other.worker.run(message);
  expect((await world().view(id)).state).toBe('succeeded');
  expect(await world().changes()).toHaveLength(3);
});

test('a value somebody changed between our try and its recovery is left to a person', async () => {
  await fault('PATCH', `/users`, { drop: 'before' });
  const id = await world().submit('users.update', { user: mel, jobTitle: 'Engineer' });
  await world().work();
  await world().cloud.graph(contoso, 'PATCH', `/users/${mel}`, { jobTitle: 'Director' });
  const view = await world().finish(id);
  expect(view.state).toBe('needsAttention');
  expect(view.item?.problem?.code).toBe('CHANGED_SINCE');
  expect(view.item?.effects[0]?.state).toBe('unknown');
});

test('an effect that a later run does not ask for is left to a person', async () => {
  world().extraActions = [changesItsMind(['first', 'second'])];
  await fault('PATCH', '/users', { status: 503 }, 1);
  await world().cloud.control('faults', {
    service: 'graph',
    method: 'PATCH',
    path: '/users',
    times: 1,
    then: { drop: 'after' },
  });
  const view = await world().run('test.changesItsMind', { name: mel });
  expect(view.state).toBe('needsAttention');
  expect(view.item?.problem?.code).toBe('EFFECTS_DIVERGED');
});

test('an effect of class once is found by its marker after a lost answer, and not sent again', async () => {
  world().extraActions = testActions;
  await fault('POST', '/groups', { drop: 'after' });
  const view = await world().run('test.createGroupOnce', { name: 'Crew' });
  expect(view.state).toBe('succeeded');
  expect(await world().changes()).toEqual(['group.create Crew']);
});

test('an effect of class once that is not found is never sent again by itself, nor by a retry', async () => {
  world().extraActions = testActions;
  await fault('POST', '/groups', { drop: 'before' });
  const view = await world().run('test.createGroupOnce', { name: 'Crew' });
  expect(view.state).toBe('needsAttention');
  expect(view.item?.problem?.code).toBe('OUTCOME_UNKNOWN');
  const { requests } = await world().steward;
  await requests.retry({ ...view.request.caller }, view.request.id);
  expect((await world().finish(view.request.id)).state).toBe('needsAttention');
  expect(await world().changes()).toEqual([]);
});

test('a refusal for good after an unknown outcome is settled by looking', async () => {
  await fault('POST', '/users', { applyThen: { status: 503 } });
  await fault('POST', '/users', {
    status: 403,
    body: { error: { code: 'Authorization_RequestDenied', message: 'No.' } },
  });
  const view = await world().run('users.create', joiner);
  expect(view.state).toBe('succeeded');
  expect(await world().changes()).toEqual([`user.create ${upn}`]);
});

test('throttling is waited out as long as the service asks', async () => {
  await fault('POST', '/users', { status: 429, headers: { 'Retry-After': '120' } });
  const before = Date.now();
  const view = await world().run('users.create', joiner);
  expect(view.state).toBe('succeeded');
  expect(Date.now() - before).toBeGreaterThan(119_000);
});

test('a service that stays away ends the request, saying what is done, what is not and what is not known', async () => {
  await fault('POST', '/groups', { status: 503 }, 1_000);
  const view = await world().run('users.create', { ...joiner, groups: ['Sales'] });
  expect(view.state).toBe('needsAttention');
  expect(view.item?.problem).toMatchObject({ code: 'OUTCOME_UNKNOWN', upstream: { service: 'graph', status: 503 } });
  expect(view.item?.effects.map(({ state }) => state)).toEqual(['done', 'unknown']);
});

test('a service that cannot even be read ends the request as failed', async () => {
  await fault('GET', '/users', { status: 503 }, 1_000);
  const view = await world().run('users.update', { user: mel, jobTitle: 'Engineer' });
  expect(view.state).toBe('failed');
  expect(view.item?.problem).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', upstream: { status: 503 } });
});

test('what is waited for is looked at again until it is true', async () => {
  world().extraActions = testActions;
  const id = await world().submit('test.waitForDepartment', { name: mel });
  await world().work();
  expect((await world().view(id)).state).toBe('waiting');
  await world().cloud.graph(contoso, 'PATCH', `/users/${mel}`, { department: 'Sales' });
  expect((await world().finish(id)).state).toBe('succeeded');
});

test('what does not become true in time fails', async () => {
  world().extraActions = testActions;
  const view = await world().run('test.waitForDepartment', { name: mel });
  expect(view.state).toBe('failed');
  expect(view.item?.problem?.code).toBe('WAIT_TIMED_OUT');
});

test('a chunk that cannot be worked on ends as failed, is told, and can be retried', async () => {
  const id = await world().submit('users.create', joiner);
  const [message = ''] = await world().takeMessages('work');
  const { worker, requests } = await world().steward;
  await worker.bury(message);
  const view = await world().view(id);
  expect(view.state).toBe('failed');
  expect(view.item?.problem?.code).toBe('INTERNAL');
  await worker.bury(message);
  await requests.retry(view.request.caller, id);
  expect((await world().finish(id)).state).toBe('succeeded');
});

test('a dead message with an effect in doubt is left to a person; one that names nothing is only told', async () => {
  await fault('POST', '/users', { status: 503 }, 1_000);
  const id = await world().submit('users.create', joiner);
  await world().work();
  const { worker } = await world().steward;
  await worker.bury(`${id}/0`);
  expect((await world().view(id)).state).toBe('needsAttention');
  await worker.bury('what is this');
  expect(world().logs.some((line) => line.includes('dead-letter.unreadable'))).toBe(true);
});

test('storage that is away while a chunk is worked on is no reason to give the chunk up', async () => {
  const id = await world().submit('users.create', joiner);
  const [message = ''] = await world().takeMessages('work');
  await world().storage.down(200);
  await (await world().steward).worker.run(message);
  const up = () =>
    world()
      .view(id)
      .then(
        ({ state }) => state,
        () => 'away',
      );
  await expect.poll(up, { timeout: 5_000 }).toBe('queued');
  expect((await world().finish(id)).state).toBe('succeeded');
});
