import { expect, test } from 'vitest';
import { linkCustomer } from './customers/link';
import { assign } from './licenses/assign';
import { createUser } from './users/create';
import { updateUser } from './users/update';

interface Parsing {
  safeParse(value: unknown): {
    readonly error?:
      { readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[] } | undefined;
  };
}

const complaints = ({ input }: { readonly input: Parsing }, value: unknown): string[] =>
  (input.safeParse(value).error?.issues ?? []).map(({ path, message }) => `${path.join('/')}: ${message}`);

const ada = { userPrincipalName: 'ada@contoso.example', displayName: 'Ada', usageLocation: 'CH' };

test('a user needs a name, a display name and a usage location; the rest has defaults', () => {
  expect(createUser.input.parse({ ...ada, displayName: '  Ada ' })).toEqual({
    ...ada,
    forceChangePasswordNextSignIn: true,
    licenses: [],
    groups: [],
  });
  expect(complaints(createUser, {}).map((line) => line.split(':')[0])).toEqual(Object.keys(ada));
});

test.each([
  ['userPrincipalName', 'ada'],
  ['userPrincipalName', 'a b@contoso.example'],
  ['userPrincipalName', '.ada@contoso.example'],
  ['userPrincipalName', 'ada.@contoso.example'],
  ['userPrincipalName', `${'a'.repeat(65)}@contoso.example`],
  ['userPrincipalName', `ada@${'a'.repeat(110)}.example`],
  ['userPrincipalName', 'ådä@contoso.example'],
  ['displayName', ' '],
  ['displayName', 'a'.repeat(257)],
  ['usageLocation', 'ch'],
  ['usageLocation', 'CHE'],
  ['mailNickname', 'ada@x'],
  ['mailNickname', 'ada x'],
  ['givenName', 'a'.repeat(65)],
  ['jobTitle', ''],
  ['jobTitle', null],
  ['password', 'Sh0rt!'],
  ['password', 'alllowercase1'],
  ['licenses', 'SPB'],
  ['groups', [7]],
  ['forceChangePasswordNextSignIn', 'yes'],
])('users.create refuses %s %j, and names it', (field, value) => {
  expect(complaints(createUser, { ...ada, [field]: value })).toEqual([expect.stringMatching(`^${field}(/0)?: .`)]);
});

test('a password never stands in what is said about it', () => {
  expect(complaints(createUser, { ...ada, password: 'weakweakweak' }).join()).not.toContain('weakweakweak');
});

test.each(["o'neil#1!^~_-@contoso.example", 'a@b-c.d.example'])('%s can be a sign-in name', (userPrincipalName) => {
  expect(complaints(createUser, { ...ada, userPrincipalName })).toEqual([]);
});

test('an update clears with null what can be empty, and names something to set', () => {
  expect(complaints(updateUser, { user: 'ada', jobTitle: null, usageLocation: null })).toEqual([]);
  expect(complaints(updateUser, { user: 'ada', displayName: null })).toHaveLength(1);
  expect(complaints(updateUser, { user: 'ada' })).toEqual([': Name at least one property to set.']);
});

test('licenses are added or removed, at least one', () => {
  expect(assign.input.parse({ user: 'ada', add: [{ sku: 'SPB' }] })).toEqual({
    user: 'ada',
    add: [{ sku: 'SPB', disabledPlans: [] }],
    remove: [],
  });
  expect(complaints(assign, { user: 'ada' })).toEqual([': Name a license to add or to remove.']);
});

test('a customer is linked by tenant id or by domain', () => {
  const tenantId = '55555555-5555-5555-5555-555555555555';
  const domain = 'northwind.example';
  expect(complaints(linkCustomer, { customerId: 'C-17', tenantId })).toEqual([]);
  expect(complaints(linkCustomer, { customerId: 'Müller 3', domain })).toEqual([]);
  for (const wrong of [{}, { tenantId, domain }, { tenantId: 'x' }, { domain: 'northwind' }])
    expect(complaints(linkCustomer, { customerId: 'C-17', ...wrong })).toHaveLength(1);
  for (const customerId of ['', '*', 'a/b', '-a', 'a'.repeat(101)])
    expect(complaints(linkCustomer, { customerId, domain })).toHaveLength(1);
});
