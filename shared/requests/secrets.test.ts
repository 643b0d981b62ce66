import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { tableProxy } from '../../local/testing/storage-proxy';
import { operator, worldForTests } from '../../local/testing/world';

const world = worldForTests();
const joiner = { userPrincipalName: 'ada@contoso.onmicrosoft.com', displayName: 'Ada Example', usageLocation: 'CH' };
const requests = async () => (await world().steward).requests;

/** What the cloud keeps of the password of the joiner. */
async function passwordDigest(): Promise<unknown> {
  const { users } = (await world().cloud.control('state?tenant=contoso')) as { users: Record<string, unknown>[] };
  return users.find((user) => user['userPrincipalName'] === joiner.userPrincipalName)?.['passwordSha256'];
}

const sha256 = (text = '') => createHash('sha256').update(text).digest('hex');

test('a generated password is handed over to one caller, for ten minutes, then its key is destroyed', async () => {
  const { request, item } = await world().run('users.create', joiner);
  expect(item?.secrets).toEqual(['password']);
  const [secret] = await (await requests()).secrets(operator, request.id);
  expect(secret).toMatchObject({ name: 'password', row: 0 });
  expect(secret?.value).toHaveLength(20);
  expect(await (await requests()).secrets(operator, request.id)).toEqual([secret]);
  const other = { ...operator, id: 'alice@partner.onmicrosoft.com', kind: 'person' } as const;
  await expect((await requests()).secrets(other, request.id)).rejects.toMatchObject({ code: 'SECRETS_GONE' });
  await world().advance(11 * 60_000);
  await (await world().steward).worker.sweep();
  await expect((await requests()).secrets(operator, request.id)).rejects.toMatchObject({ code: 'SECRETS_GONE' });
});

test('the password that was set is the one that is handed over, also after a repeated create', async () => {
  await world().cloud.control('faults', {
    service: 'graph',
    method: 'POST',
    path: '/users',
    times: 1,
    then: { applyThen: { status: 503 } },
  });
  const { request } = await world().run('users.create', joiner);
  const [secret] = await (await requests()).secrets(operator, request.id);
  expect(await passwordDigest()).toBe(sha256(secret?.value));
});

test('a password is handed over although the process died, and its request was cancelled, once the user was made', async () => {
  // Of a bulk: its writes are waited for one by one, and the first is recorded before the second begins.
  const inputs = [joiner, { ...joiner, userPrincipalName: 'bea@contoso.onmicrosoft.com' }];
  const rows = inputs.map((input) => ({ input: { ...input, groups: ['Sales'] }, place: () => '' }));
  const order = { action: 'users.create', customer: 'contoso', mode: 'apply', onFailure: 'status', rows } as const;
  const { id } = await (await requests()).submitBulk(operator, order);
  const [message = ''] = await world().takeMessages('work-bulk');
  const proxy = await tableProxy(world().storage, ({ body }) =>
    body.includes('e_join_group_1') ? 'dropBefore' : 'pass',
  );
  await (await world().newSteward(proxy)).worker.run(message);
  await (await requests()).cancel(operator, id);
  expect((await world().finish(id)).state).toBe('partiallySucceeded');
  const [secret] = await (await requests()).secrets(operator, id);
  expect(await passwordDigest()).toBe(sha256(secret?.value));
});

test('ending the hand-over destroys the key at once', async () => {
  const { request } = await world().run('users.create', joiner);
  await (await requests()).endHandOver(operator, request.id);
  await expect((await requests()).secrets(operator, request.id)).rejects.toMatchObject({ code: 'SECRETS_GONE' });
});

test('a supplied password is set, and never handed back', async () => {
  const { request } = await world().run('users.create', { ...joiner, password: 'Correct-Horse-7-Battery' });
  expect(await (await requests()).secrets(operator, request.id)).toEqual([]);
  expect(await passwordDigest()).toBe(sha256('Correct-Horse-7-Battery'));
});

test('secrets nobody fetches expire after a week', async () => {
  const { request } = await world().run('users.create', joiner);
  await world().advance(7 * 86_400_000 + 60_000);
  await (await world().steward).worker.sweep();
  await expect((await requests()).secrets(operator, request.id)).rejects.toMatchObject({ code: 'SECRETS_GONE' });
});

test('a caller that may only read or plan gets no secrets, and an unfinished request has none', async () => {
  const id = await world().submit('users.create', joiner);
  await expect((await requests()).secrets(operator, id)).rejects.toMatchObject({ code: 'STATE_CONFLICT' });
  await world().finish(id);
  const reader = { ...operator, id: 'local-reader' };
  await expect((await requests()).secrets(reader, id)).rejects.toMatchObject({ code: 'NOT_GRANTED' });
});
