import { expect, test } from 'vitest';
import { scriptedGraph } from '../testing';
import { convertToShared } from './convertToShared';
import { findMailbox, findRecipient } from './find';
import { scriptedExchange } from './testing';

const key = 'info@contoso.example';
const row = (kind = 'UserMailbox', id = 'u1') => ({
  ExternalDirectoryObjectId: id,
  Guid: `guid-of-${id}`,
  PrimarySmtpAddress: key,
  RecipientTypeDetails: kind,
});
const user = { id: 'u1', userPrincipalName: key };
const licenses = (...plans: readonly (readonly [string, string])[]) => [
  { servicePlans: plans.map(([servicePlanName, provisioningStatus]) => ({ servicePlanName, provisioningStatus })) },
];

test('a mailbox is recorded by ids, whether Graph knows the key or not', async () => {
  const exchange = scriptedExchange({ [`Get-Mailbox ${key}`]: [row('SharedMailbox')] });
  const found = { id: 'u1', identity: 'guid-of-u1', address: key, kind: 'SharedMailbox', ready: true };
  expect(await findMailbox({ graph: scriptedGraph({}), exchange }, key)).toEqual(found);
  expect(await findMailbox({ graph: scriptedGraph({ [`/users/${key}`]: user }), exchange }, key)).toEqual(found);
});

test.each([
  ['two mailboxes', [row(), row('UserMailbox', 'u2')]],
  ['the mailbox of one and the name of another', [row('UserMailbox', 'u2')]],
  ['nothing with an id', [{ ...row(), ExternalDirectoryObjectId: '', Guid: '' }]],
])('a key that stands for %s is refused', async (_, rows) => {
  const exchange = scriptedExchange({ [`Get-Mailbox ${key}`]: rows });
  const looking = findMailbox({ graph: scriptedGraph({ [`/users/${key}`]: user }), exchange }, key);
  await expect(looking).rejects.toMatchObject({ code: 'RECIPIENT_AMBIGUOUS', upstream: { service: 'exchange' } });
});

test.each([
  ['EXCHANGE_S_STANDARD', 'Success', true],
  ['EXCHANGE_S_ENTERPRISE', 'PendingProvisioning', true],
  ['EXCHANGE_S_DESKLESS', 'Disabled', false],
  ['EXCHANGE_S_FOUNDATION', 'Success', false],
  ['EXCHANGE_S_ARCHIVE_ADDON', 'Success', false],
  ['TEAMS1', 'Success', false],
])('a user with %s (%s) is about to have a mailbox: %s', async (plan, status, isComing) => {
  const graph = scriptedGraph({ [`/users/${key}`]: user, '/users/u1/licenseDetails': licenses([plan, status]) });
  const readers = { graph, exchange: scriptedExchange({}) };
  const coming = { id: 'u1', identity: 'u1', address: key, kind: 'UserMailbox', ready: false };
  expect(await findRecipient(readers, key)).toEqual(isComing ? coming : undefined);
  const looking = findMailbox(readers, key);
  if (isComing) expect(await looking).toEqual(coming);
  else await expect(looking).rejects.toMatchObject({ code: 'MAILBOX_NOT_FOUND', upstream: { status: 404 } });
});

test.each([['RoomMailbox'], ['EquipmentMailbox'], ['DiscoveryMailbox']])('a %s is not converted', async (kind) => {
  const unexpected = () => Promise.reject(new Error('The test did not expect this call.'));
  const running = convertToShared.run({ mailbox: key }, {
    graph: scriptedGraph({}),
    exchange: scriptedExchange({ [`Get-Mailbox ${key}`]: [row(kind)] }),
    once: (_, read) => read(),
    until: unexpected,
    effect: unexpected,
  } as Partial<Parameters<typeof convertToShared.run>[1]> as Parameters<typeof convertToShared.run>[1]);
  await expect(running).rejects.toMatchObject({ code: 'MAILBOX_NOT_SUPPORTED' });
});

test.each(['info', 'i*@contoso.example', '*', 'Info <info@contoso.example>', 'info@contoso', ''])(
  'a mailbox is not named by %j',
  (mailbox) => {
    expect(convertToShared.input.safeParse({ mailbox }).success).toBe(false);
  },
);
