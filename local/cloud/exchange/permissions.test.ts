import { expect, test } from 'vitest';
import { cloudForTests, contoso } from '../testing';
import { failureOf, type Row, rowsOf, run, seedMailboxes } from './testing';

const cloud = cloudForTests();
const info = 'info@contoso.onmicrosoft.com';
const ben = 'ben@contoso.onmicrosoft.com';

const call = (verb: string, parameters: Row) =>
  run(cloud(), `${verb}-MailboxPermission`, { Identity: info, AccessRights: ['FullAccess'], ...parameters });
const entries = async (parameters: Row = {}) =>
  rowsOf(await run(cloud(), 'Get-MailboxPermission', { Identity: info, ...parameters }));

test('full access is given and taken once; once more only warns', async () => {
  await seedMailboxes(cloud(), 'info', 'ben');
  expect(rowsOf(await call('Add', { User: ben, AutoMapping: false }))).toMatchObject([
    { User: ben, AccessRights: ['FullAccess'], Deny: false, IsInherited: false },
  ]);
  const again = await call('Add', { User: ben });
  expect([again.status, again.body['@adminapi.warnings']]).toEqual([
    200,
    [expect.stringContaining('The appropriate access control entry is already present on the object')],
  ]);
  expect((await entries()).map(({ User }) => User)).toEqual(['NT AUTHORITY\\SELF', ben]);
  expect(await entries({ User: ben })).toHaveLength(1);
  expect((await call('Remove', { User: ben, Confirm: false })).body['@adminapi.warnings']).toEqual([]);
  const gone = await call('Remove', { User: ben, Confirm: false });
  expect(gone.body['@adminapi.warnings']).toEqual([
    expect.stringContaining("because the ACE doesn't exist on the object."),
  ]);
  expect(await entries({ User: ben })).toEqual([]);
  expect((await cloud().effects(contoso)).map(({ kind, identity }) => [kind, identity])).toEqual([
    ['mailbox.permission.add', info],
    ['mailbox.permission.remove', info],
  ]);
});

test.each([
  ['a mailbox that is not there', { Identity: 'nobody', User: ben }, 'ManagementObjectNotFoundException'],
  ['nobody', { User: 'nobody' }, 'LocalizedException'],
  ['a user without a mailbox', { User: 'mel@contoso.onmicrosoft.com' }, 'LocalizedException'],
  ['a list that gives no access', { User: 'oldlist@contoso.onmicrosoft.com' }, 'LocalizedException'],
  ['another right', { User: ben, AccessRights: ['Everything'] }, 'ParameterTransformationException'],
])('full access for %s is refused', async (_, parameters, type) => {
  await seedMailboxes(cloud(), 'info', 'ben');
  expect(failureOf(await call('Add', parameters)).type).toBe(type);
  expect(await cloud().effects(contoso)).toEqual([]);
});
