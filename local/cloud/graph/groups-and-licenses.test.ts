import { expect, test } from 'vitest';
import { type Body, cloudForTests, contoso, errorOf, newUserBody, spb } from '../testing';

const cloud = cloudForTests();
const exchange = '4b9405b0-7788-4568-add1-99614e613b69';
const mel = '/users/mel@contoso.onmicrosoft.com';

async function groupId(name: string): Promise<string> {
  const reply = await cloud().graph(contoso, 'GET', `/groups?$filter=displayName eq '${name}'`);
  return String((reply.body['value'] as Body[])[0]?.['id']);
}

async function melId(): Promise<string> {
  return String((await cloud().graph(contoso, 'GET', mel)).body['id']);
}

const reference = (id: string): unknown => ({ '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${id}` });

test('a license takes a seat, shows its plans, and is given back', async () => {
  const plan = '9aaf7827-d63c-4b61-89c3-182f06f82e5c';
  const body = { addLicenses: [{ skuId: spb, disabledPlans: [plan] }], removeLicenses: [] };
  expect((await cloud().graph(contoso, 'POST', `${mel}/assignLicense`, body)).status).toBe(200);
  // Again: nothing changes, hence no effect.
  expect((await cloud().graph(contoso, 'POST', `${mel}/assignLicense`, body)).status).toBe(200);
  const details = await cloud().graph(contoso, 'GET', `${mel}/licenseDetails`);
  const [license] = details.body['value'] as { skuPartNumber: string; servicePlans: Body[] }[];
  expect(license?.skuPartNumber).toBe('SPB');
  expect(license?.servicePlans.find((each) => each['servicePlanId'] === plan)?.['provisioningStatus']).toBe('Disabled');
  const consumed = async (): Promise<unknown> => {
    const skus = (await cloud().graph(contoso, 'GET', '/subscribedSkus')).body['value'] as Body[];
    return skus.find((sku) => sku['skuId'] === spb)?.['consumedUnits'];
  };
  expect(await consumed()).toBe(1);
  await cloud().graph(contoso, 'POST', `${mel}/assignLicense`, { addLicenses: [], removeLicenses: [spb] });
  expect(await consumed()).toBe(0);
  expect((await cloud().effects(contoso)).map((effect) => effect['kind'])).toEqual([
    'user.license.assign',
    'user.license.assign',
  ]);
});

test('license refusals come in the words of Graph', async () => {
  const assign = async (user: string, add: string[], remove: string[] = []): Promise<string> => {
    const body = { addLicenses: add.map((skuId) => ({ skuId })), removeLicenses: remove };
    const reply = await cloud().graph(contoso, 'POST', `/users/${user}@contoso.onmicrosoft.com/assignLicense`, body);
    expect(reply.status).toBe(400);
    return errorOf(reply).message;
  };
  expect(await assign('admin', [spb])).toBe('License assignment cannot be done for user with invalid usage location.');
  expect(await assign('mel', [contoso])).toBe(`License ${contoso} does not correspond to a valid company License.`);
  expect(await assign('mel', [], [spb])).toBe('User does not have a corresponding license.');
  await cloud().control('seed', { skus: [{ tenant: 'contoso', sku: 'EXCHANGESTANDARD', seats: 0 }] });
  expect(await assign('mel', [exchange])).toBe(
    `Subscription with SKU ${exchange} does not have any available licenses.`,
  );
});

test('of the callers for the last seat one gets it', async () => {
  await cloud().control('seed', { skus: [{ tenant: 'contoso', sku: 'SPB', seats: 1 }] });
  for (const name of ['a', 'b', 'c']) await cloud().graph(contoso, 'POST', '/users', newUserBody(name));
  const body = { addLicenses: [{ skuId: spb }], removeLicenses: [] };
  const replies = await Promise.all(
    ['a', 'b', 'c'].map((name) =>
      cloud().graph(contoso, 'POST', `/users/${name}@contoso.onmicrosoft.com/assignLicense`, body),
    ),
  );
  expect(replies.map((reply) => reply.status).sort()).toEqual([200, 400, 400]);
});

test('a member is added once and removed once', async () => {
  const [group, user] = [await groupId('Sales'), await melId()];
  const add = (): ReturnType<ReturnType<typeof cloud>['graph']> =>
    cloud().graph(contoso, 'POST', `/groups/${group}/members/$ref`, reference(user));
  expect((await add()).status).toBe(204);
  expect(errorOf(await add()).message).toBe(
    "One or more added object references already exist for the following modified properties: 'members'.",
  );
  const members = await cloud().graph(contoso, 'GET', `/groups/${group}/members?$select=id`);
  expect(members.body['value']).toEqual([{ '@odata.type': '#microsoft.graph.user', id: user }]);
  const memberOf = await cloud().graph(contoso, 'GET', `/users/${user}/memberOf`);
  expect(memberOf.body['value']).toMatchObject([{ '@odata.type': '#microsoft.graph.group', displayName: 'Sales' }]);
  const remove = `/groups/${group}/members/${user}/$ref`;
  expect((await cloud().graph(contoso, 'DELETE', remove)).status).toBe(204);
  expect((await cloud().graph(contoso, 'DELETE', remove)).status).toBe(404);
  expect((await cloud().effects(contoso)).map(({ kind, identity }) => [kind, identity])).toEqual([
    ['group.member.add', 'Sales/mel@contoso.onmicrosoft.com'],
    ['group.member.remove', 'Sales/mel@contoso.onmicrosoft.com'],
  ]);
});

test.each([
  ['Everyone dynamic', 400, 'dynamic group'],
  ['Old list', 400, 'Cannot Update a mail-enabled security groups and or distribution list.'],
])('the members of %s are not changed through Graph', async (name, status, message) => {
  const reply = await cloud().graph(
    contoso,
    'POST',
    `/groups/${await groupId(name)}/members/$ref`,
    reference(await melId()),
  );
  expect(reply.status).toBe(status);
  expect(errorOf(reply).message).toContain(message);
});

test('a role-assignable group needs a privileged scope, an unknown member is a 404', async () => {
  const seeded = await cloud().control('seed', {
    groups: [{ tenant: 'contoso', displayName: 'Admins', isAssignableToRole: true }],
  });
  const [admins] = seeded['groups'] as string[];
  expect(
    (await cloud().graph(contoso, 'POST', `/groups/${String(admins)}/members/$ref`, reference(await melId()))).status,
  ).toBe(403);
  expect(
    (await cloud().graph(contoso, 'POST', `/groups/${await groupId('Sales')}/members/$ref`, reference(contoso))).status,
  ).toBe(404);
});

test('a deleted user gives its name and seat back, and comes back with licenses and groups', async () => {
  const group = await groupId('Sales');
  const user = await melId();
  await cloud().graph(contoso, 'POST', `/groups/${group}/members/$ref`, reference(user));
  await cloud().graph(contoso, 'POST', `${mel}/assignLicense`, { addLicenses: [{ skuId: spb }], removeLicenses: [] });
  const { users, groups, skus } = await cloud().control('state?tenant=contoso');
  expect((await cloud().graph(contoso, 'DELETE', mel)).status).toBe(204);
  expect((await cloud().graph(contoso, 'GET', mel)).status).toBe(404);
  const deleted = await cloud().graph(
    contoso,
    'GET',
    '/directory/deletedItems/microsoft.graph.user?$select=id,userPrincipalName,deletedDateTime',
  );
  expect(deleted.body['value']).toMatchObject([
    { id: user, userPrincipalName: `${user.replaceAll('-', '')}mel@contoso.onmicrosoft.com` },
  ]);
  expect((await cloud().graph(contoso, 'POST', `/directory/deletedItems/${user}/restore`)).status).toBe(200);
  const after = await cloud().control('state?tenant=contoso');
  expect({ users: after['users'], groups: after['groups'], skus: after['skus'] }).toEqual({ users, groups, skus });
});

test('restoring a user whose name was taken meanwhile is a conflict, unless it gets a new one', async () => {
  const user = await melId();
  await cloud().graph(contoso, 'DELETE', mel);
  await cloud().graph(contoso, 'POST', '/users', newUserBody('mel'));
  const path = `/directory/deletedItems/${user}/restore`;
  expect(errorOf(await cloud().graph(contoso, 'POST', path)).details).toMatchObject([{ code: 'ObjectConflict' }]);
  const renamed = await cloud().graph(contoso, 'POST', path, { newUserPrincipalName: 'mel2@contoso.onmicrosoft.com' });
  expect(renamed.body['userPrincipalName']).toBe('mel2@contoso.onmicrosoft.com');
});

test('deleted users are gone after 30 days, purged ones at once', async () => {
  const user = await melId();
  await cloud().graph(contoso, 'DELETE', mel);
  await cloud().control('clock', { advance: 'P31D' });
  cloud().forgetTokens();
  expect((await cloud().graph(contoso, 'POST', `/directory/deletedItems/${user}/restore`)).status).toBe(404);
  await cloud().graph(contoso, 'DELETE', '/users/admin@contoso.onmicrosoft.com');
  const [item] = (await cloud().control('state?tenant=contoso'))['deletedItems'] as { object: { id: string } }[];
  expect((await cloud().graph(contoso, 'DELETE', `/directory/deletedItems/${String(item?.object.id)}`)).status).toBe(
    204,
  );
});

test('groups are created, changed and deleted; a mail-enabled one must be Microsoft 365', async () => {
  const body = { displayName: 'New', mailNickname: 'new', mailEnabled: false, securityEnabled: true };
  const created = await cloud().graph(contoso, 'POST', '/groups', body);
  expect(created.status).toBe(201);
  const path = `/groups/${String(created.body['id'])}`;
  expect((await cloud().graph(contoso, 'PATCH', path, { description: 'x' })).status).toBe(204);
  expect((await cloud().graph(contoso, 'GET', path)).body['description']).toBe('x');
  expect((await cloud().graph(contoso, 'DELETE', path)).status).toBe(204);
  expect((await cloud().graph(contoso, 'POST', '/groups', { ...body, mailEnabled: true })).status).toBe(400);
  const unified = { ...body, mailEnabled: true, securityEnabled: false, groupTypes: ['Unified'] };
  expect((await cloud().graph(contoso, 'POST', '/groups', unified)).status).toBe(201);
  expect(errorOf(await cloud().graph(contoso, 'POST', '/groups', unified)).details).toMatchObject([
    { target: 'mailNickname' },
  ]);
});
