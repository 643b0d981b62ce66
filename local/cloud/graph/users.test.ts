import { expect, test } from 'vitest';
import { cloudForTests, contoso, errorOf, fabrikam, newUserBody } from '../testing';

const cloud = cloudForTests();
const marker = 'extension_99999999999999999999999999999999_stewardRequest';

test('a created user is answered in its 12 default properties and found by id and by name', async () => {
  const created = await cloud().graph(contoso, 'POST', '/users', { ...newUserBody('ada'), [marker]: 'r1' });
  expect(created.status).toBe(201);
  expect(Object.keys(created.body).filter((name) => !name.startsWith('@'))).toHaveLength(12);
  expect(created.body['@odata.context']).toBe(`${cloud().url}/v1.0/$metadata#users/$entity`);
  const id = String(created.body['id']);
  for (const key of [id, 'ada@contoso.onmicrosoft.com', 'ADA%40contoso.onmicrosoft.com']) {
    const found = await cloud().graph(contoso, 'GET', `/users/${key}?$select=id,usageLocation,${marker}`);
    expect(found.body).toMatchObject({ id, usageLocation: 'CH', [marker]: 'r1' });
  }
  expect(await cloud().effects(contoso)).toMatchObject([
    { seq: 1, service: 'graph', kind: 'user.create', identity: 'ada@contoso.onmicrosoft.com', tenant: contoso },
  ]);
});

test('a second user of the same name is refused with 400 ObjectConflict, also in another case', async () => {
  await cloud().graph(contoso, 'POST', '/users', newUserBody('ada'));
  const second = await cloud().graph(contoso, 'POST', '/users', {
    ...newUserBody('ada'),
    userPrincipalName: 'ADA@contoso.onmicrosoft.com',
  });
  expect(second.status).toBe(400);
  expect(errorOf(second)).toMatchObject({
    code: 'Request_BadRequest',
    message: 'Another object with the same value for property userPrincipalName already exists.',
    details: [{ code: 'ObjectConflict', target: 'userPrincipalName' }],
  });
});

test('a guest with # in its name is reached percent-encoded', async () => {
  await cloud().control('seed', {
    users: [{ tenant: 'contoso', userPrincipalName: 'x#EXT#@contoso.onmicrosoft.com' }],
  });
  const found = await cloud().graph(contoso, 'GET', '/users/x%23EXT%23%40contoso.onmicrosoft.com');
  expect(found.body['userPrincipalName']).toBe('x#EXT#@contoso.onmicrosoft.com');
});

test.each([
  ['an unknown property', { colour: 'red' }, "Invalid property 'colour'."],
  [
    'a wrong type',
    { accountEnabled: 'yes' },
    "Invalid value specified for property 'accountEnabled' of resource 'User'.",
  ],
  ['a missing name', { displayName: undefined }, "A value is required for property 'displayName' of resource 'User'."],
  [
    'an extension nobody registered',
    { [marker.replace('9', '8')]: 'x' },
    `The following extension properties are not available: ${marker.replace('9', '8')}.`,
  ],
  [
    'a domain that is not verified',
    { userPrincipalName: 'ada@elsewhere.example' },
    'The domain portion of the userPrincipalName property is invalid. You must use one of the verified domain names in your organization.',
  ],
  [
    'a name with a space',
    { userPrincipalName: 'a da@contoso.onmicrosoft.com' },
    'One or more properties contains invalid values.',
  ],
  [
    'a country that is none',
    { usageLocation: 'XQ' },
    "Invalid value specified for property 'usageLocation' of resource 'User'.",
  ],
  [
    'a weak password',
    { passwordProfile: { password: 'short' } },
    'The specified password does not comply with password complexity requirements. Please provide a different password.',
  ],
])('creating with %s is refused and changes nothing', async (_, change, message) => {
  const reply = await cloud().graph(contoso, 'POST', '/users', { ...newUserBody('ada'), ...change });
  expect(reply.status).toBe(400);
  expect(errorOf(reply).message).toBe(message);
  expect(await cloud().effects(contoso)).toEqual([]);
});

test('an update changes what it names, and one that changes nothing has no effect', async () => {
  const patched = await cloud().graph(contoso, 'PATCH', '/users/mel@contoso.onmicrosoft.com', { jobTitle: 'Lead' });
  expect(patched.status).toBe(204);
  await cloud().graph(contoso, 'PATCH', '/users/mel@contoso.onmicrosoft.com', { jobTitle: 'Lead' });
  const mel = await cloud().graph(contoso, 'GET', '/users/mel@contoso.onmicrosoft.com');
  expect(mel.body['jobTitle']).toBe('Lead');
  expect(await cloud().effects(contoso)).toMatchObject([{ kind: 'user.update' }]);
});

test('a directory-synced user takes no change but what lives in the cloud', async () => {
  const path = '/users/synced@contoso.onmicrosoft.com';
  const refused = await cloud().graph(contoso, 'PATCH', path, { jobTitle: 'Lead' });
  expect(errorOf(refused).message).toContain('on-premises mastered Directory Sync objects');
  expect((await cloud().graph(contoso, 'PATCH', path, { usageLocation: 'DE' })).status).toBe(204);
});

test('a password needs a scope of its own', async () => {
  const reset = { passwordProfile: { password: 'Another-Horse-8' } };
  const path = '/users/mel@contoso.onmicrosoft.com';
  expect((await cloud().graph(contoso, 'PATCH', path, reset)).status).toBe(403);
  await cloud().control('consents', { tenant: 'contoso', scopes: ['User-PasswordProfile.ReadWrite.All'] });
  cloud().forgetTokens();
  expect((await cloud().graph(contoso, 'PATCH', path, reset)).status).toBe(204);
  expect((await cloud().graph(contoso, 'PATCH', path, { ...reset, jobTitle: 'x' })).status).toBe(403);
});

test('lists are paged by absolute links and filtered', async () => {
  const users = Array.from({ length: 25 }, (_, n) => ({
    tenant: 'fabrikam',
    userPrincipalName: `u${String(n)}@fabrikam.onmicrosoft.com`,
    displayName: n % 2 === 0 ? 'Even' : "O'dd",
  }));
  await cloud().control('seed', { users });
  const names: unknown[] = [];
  let next: string | undefined = '/users?$top=10&$select=userPrincipalName';
  while (next !== undefined) {
    const reply = await cloud().graph(fabrikam, 'GET', next);
    names.push(...(reply.body['value'] as unknown[]));
    next = reply.body['@odata.nextLink'] as string | undefined;
  }
  expect(names).toHaveLength(28);
  const count = async (filter: string): Promise<number> => {
    const reply = await cloud().graph(fabrikam, 'GET', `/users?$filter=${encodeURIComponent(filter)}`);
    return (reply.body['value'] as unknown[]).length;
  };
  expect(await count("displayName eq 'Even'")).toBe(13);
  expect(await count("displayName eq 'O''dd'")).toBe(12);
  expect(await count("userPrincipalName eq 'U7@fabrikam.onmicrosoft.com'")).toBe(1);
  expect(await count("startswith(userPrincipalName,'u1') and displayName eq 'Even'")).toBe(5);
  expect(await count("userPrincipalName in ('u1@fabrikam.onmicrosoft.com','u2@fabrikam.onmicrosoft.com')")).toBe(2);
});

test('what the local cloud does not know of a query is refused by name', async () => {
  expect((await cloud().graph(contoso, 'GET', '/users?$expand=manager')).status).toBe(501);
  expect((await cloud().graph(contoso, 'GET', "/users?$filter=endswith(mail,'x')")).status).toBe(501);
  expect((await cloud().graph(contoso, 'GET', '/users?$filter=assignedLicenses/any(x:x/skuId eq 1)')).status).toBe(501);
  expect((await cloud().graph(contoso, 'GET', '/users?$select=colour')).status).toBe(400);
  expect((await cloud().graph(contoso, 'GET', '/users?$top=1000')).status).toBe(400);
  expect((await cloud().graph(contoso, 'GET', '/users/mel@contoso.onmicrosoft.com/messages')).status).toBe(501);
});

test('a body that is not JSON, or says not that it is, is refused', async () => {
  const broken = await cloud().graph(contoso, 'POST', '/users', '{"displayName":', {
    'content-type': 'application/json',
  });
  expect(broken.status).toBe(400);
  expect(errorOf(broken).code).toBe('BadRequest');
  const silent = await cloud().graph(contoso, 'POST', '/users', newUserBody('ada'), { 'content-type': '' });
  expect(silent.status).toBe(400);
});

test('an error names the ids of its own headers', async () => {
  const reply = await cloud().graph(contoso, 'GET', '/users/nobody@contoso.onmicrosoft.com', undefined, {
    'client-request-id': 'mine',
  });
  expect(reply.body).toMatchObject({
    error: {
      code: 'Request_ResourceNotFound',
      innerError: { 'request-id': reply.headers.get('request-id'), 'client-request-id': 'mine' },
    },
  });
});
