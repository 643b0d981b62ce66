import { expect, test } from 'vitest';
import { cloudForTests, contoso, newUserBody, spb } from '../testing';
import { failureOf, type Row, rowsOf, run, seedMailboxes } from './testing';

const cloud = cloudForTests();
const info = 'info@contoso.onmicrosoft.com';
const ben = 'ben@contoso.onmicrosoft.com';
const mel = 'mel@contoso.onmicrosoft.com';

const get = async (Identity: string): Promise<Row | undefined> => {
  const reply = await run(cloud(), 'Get-Mailbox', { Identity });
  return reply.status === 200 ? rowsOf(reply)[0] : undefined;
};
const set = (parameters: Row) => run(cloud(), 'Set-Mailbox', { Identity: info, ...parameters });
const assign = (user: string, addLicenses: object[], removeLicenses: string[] = []) =>
  cloud().graph(contoso, 'POST', `/users/${user}/assignLicense`, { addLicenses, removeLicenses });

test('a mailbox is there some time after the license, and goes and comes back with the user', async () => {
  await cloud().control('seed', { mailboxDelayMs: 120_000 });
  expect((await assign(mel, [{ skuId: spb }])).status).toBe(200);
  expect(await get(mel)).toBeUndefined();
  await cloud().control('clock', { advance: 'PT121S' });
  const found = await get(mel);
  expect(found).toMatchObject({ PrimarySmtpAddress: mel, RecipientTypeDetails: 'UserMailbox', SKUAssigned: true });
  cloud().forgetTokens();
  const id = String(found?.['ExternalDirectoryObjectId']);
  await cloud().graph(contoso, 'DELETE', `/users/${id}`);
  expect(await get(id)).toBeUndefined();
  await cloud().graph(contoso, 'POST', `/directory/deletedItems/${id}/restore`);
  expect(await get(id)).toMatchObject({ PrimarySmtpAddress: mel });
});

test('no plan of Exchange, no mailbox; a shared one needs none', async () => {
  await assign(mel, [{ skuId: spb, disabledPlans: ['9aaf7827-d63c-4b61-89c3-182f06f82e5c'] }]);
  expect(await get(mel)).toBeUndefined();
  await assign(mel, [{ skuId: spb, disabledPlans: [] }]);
  expect(await get(mel)).toBeDefined();
  await run(cloud(), 'Set-Mailbox', { Identity: mel, Type: 'Shared' });
  await assign(mel, [], [spb]);
  expect(await get(mel)).toMatchObject({ RecipientTypeDetails: 'SharedMailbox', IsShared: true, SKUAssigned: false });
  await run(cloud(), 'Set-Mailbox', { Identity: mel, Type: 'Regular' });
  expect(await get(mel)).toMatchObject({ RecipientTypeDetails: 'UserMailbox' });
  await cloud().control('clock', { advance: 'P31D' });
  expect(await get(mel)).toBeUndefined();
});

test('a mailbox is found by id, name, alias or address; what is not there is refused in three parts', async () => {
  await seedMailboxes(cloud(), 'info');
  const found = await get(info);
  for (const key of [
    'ExternalDirectoryObjectId',
    'Guid',
    'ExchangeGuid',
    'Alias',
    'DisplayName',
    'UserPrincipalName',
  ]) {
    expect(await get(String(found?.[key]))).toEqual(found);
  }
  const missing = await run(cloud(), 'Get-Mailbox', { Identity: 'nobody' });
  expect(missing.status).toBe(404);
  expect(failureOf(missing)).toEqual({
    type: 'ManagementObjectNotFoundException',
    text: expect.stringMatching(
      /^The operation couldn't be performed because object 'nobody' couldn't be found on '/,
    ) as unknown,
  });
});

test('a name that two have is refused', async () => {
  await seedMailboxes(cloud(), 'info');
  await cloud().graph(contoso, 'POST', '/users', { ...newUserBody('twin'), displayName: 'info Example' });
  await assign('twin@contoso.onmicrosoft.com', [{ skuId: spb }]);
  expect(failureOf(await run(cloud(), 'Get-Mailbox', { Identity: 'info Example' }))).toMatchObject({
    type: 'ManagementObjectAmbiguousException',
  });
});

test('forwarding goes to a recipient, shown by its name, or to any address; setting the same again only warns', async () => {
  await seedMailboxes(cloud(), 'info', 'ben');
  const name = (await get(ben))?.['Name'];
  expect((await set({ ForwardingAddress: ben, DeliverToMailboxAndForward: true })).body['value']).toEqual([]);
  expect(await get(info)).toMatchObject({ ForwardingAddress: name, DeliverToMailboxAndForward: true });
  await set({ ForwardingAddress: null, ForwardingSmtpAddress: 'out@example.com' });
  expect(await get(info)).toMatchObject({ ForwardingAddress: null, ForwardingSmtpAddress: 'smtp:out@example.com' });
  const again = await set({ ForwardingSmtpAddress: 'smtp:out@example.com' });
  expect(again.body['@adminapi.warnings']).toEqual([expect.stringContaining('no settings of')]);
  expect(await cloud().effects(contoso)).toMatchObject(
    [1, 2].map(() => ({ service: 'exchange', kind: 'mailbox.set', identity: info })),
  );
});

test('values that are none are refused', async () => {
  await seedMailboxes(cloud(), 'info');
  const refused = async (parameters: Row): Promise<string> => failureOf(await set(parameters)).type;
  expect(await refused({ Type: 'Huge' })).toBe('ParameterTransformationException');
  expect(await refused({ ForwardingSmtpAddress: 'nowhere' })).toBe('ParameterTransformationException');
  expect(await refused({ DeliverToMailboxAndForward: 'maybe' })).toBe('ParameterTransformationException');
  expect(await refused({ ForwardingAddress: 'nobody' })).toBe('ManagementObjectNotFoundException');
  expect(await cloud().effects(contoso)).toEqual([]);
});

test('the ids received stand in the effect log', async () => {
  await seedMailboxes(cloud(), 'info');
  const headers = { 'client-request-id': 'try-1', 'x-ms-correlation-id': 'request-1' };
  await run(cloud(), 'Set-Mailbox', { Identity: info, Type: 'Shared' }, { headers });
  expect(await cloud().effects(contoso)).toMatchObject([{ requestId: 'try-1', correlationId: 'request-1' }]);
});

test('replicas answer the old settings until the lag has passed', async () => {
  await seedMailboxes(cloud(), 'info');
  await cloud().control('seed', { exchangeLagMs: 60_000 });
  await set({ Type: 'Shared' });
  expect(await get(info)).toMatchObject({ RecipientTypeDetails: 'UserMailbox' });
  await cloud().control('clock', { advance: 'PT61S' });
  expect(await get(info)).toMatchObject({ RecipientTypeDetails: 'SharedMailbox' });
});

test('the next page is had by sending the same again to its link', async () => {
  await seedMailboxes(cloud(), 'a', 'b', 'c');
  const asked = {
    headers: { prefer: 'odata.maxpagesize=2' },
    path: `/adminapi/beta/${contoso}/InvokeCommand?$select=Alias`,
  };
  const first = await run(cloud(), 'Get-Mailbox', { ResultSize: 'Unlimited' }, asked);
  expect(rowsOf(first)).toEqual([{ Alias: 'a' }, { Alias: 'b' }]);
  const link = String(first.body['@odata.nextLink']);
  const second = await run(cloud(), 'Get-Mailbox', { ResultSize: 'Unlimited' }, { ...asked, path: link });
  expect([rowsOf(second), second.body['@odata.nextLink']]).toEqual([[{ Alias: 'c' }], undefined]);
  expect(rowsOf(await run(cloud(), 'Get-Mailbox', { ResultSize: 1 }))).toHaveLength(1);
});

test('recipients are mailboxes and groups with an address', async () => {
  await seedMailboxes(cloud(), 'info');
  const reply = await run(cloud(), 'Get-Recipient');
  expect(rowsOf(reply).map(({ RecipientTypeDetails: type }) => type)).toEqual([
    'UserMailbox',
    'GroupMailbox',
    'MailUniversalDistributionGroup',
  ]);
});
