import { expect, test } from 'vitest';
import { graphResource } from '../entra/resources';
import { type RoleName, roleIds } from '../entra/roles';
import { cloudForTests, contoso, errorOf, newUserBody, partner, type Reply } from '../testing';
import { graphRoutes } from './routes';

const cloud = cloudForTests();

async function granted(scopes: readonly string[], roles: readonly string[]): Promise<void> {
  await cloud().control('consents', { tenant: 'contoso', scopes, gdapRoles: roles });
  cloud().forgetTokens();
}

const users = (authorization: string): Promise<Reply> =>
  cloud().send('GET', '/v1.0/users', undefined, { authorization });

test('a call without a token, or with a bad one, is 401', async () => {
  const none = await cloud().send('GET', '/v1.0/users');
  expect([none.status, errorOf(none).code]).toEqual([401, 'InvalidAuthenticationToken']);
  expect(none.headers.get('www-authenticate')).toContain('Bearer');
  expect((await users('Bearer nonsense')).status).toBe(401);
  const wrongAudience = await cloud().control('token', { user: 'local-alice' });
  expect(errorOf(await users(`Bearer ${String(wrongAudience['access_token'])}`)).message).toContain('Invalid audience');
  const expired = await cloud().control('token', { user: 'local-alice', claims: { aud: graphResource, exp: 1 } });
  expect(errorOf(await users(`Bearer ${String(expired['access_token'])}`)).message).toContain('expired');
  const token = String((await cloud().refresh(contoso)).body['access_token']);
  const tampered = `${token.slice(0, -6)}AAAAAA`;
  expect((await users(`Bearer ${tampered}`)).status).toBe(401);
});

test('a token is dead when its hour is over', async () => {
  expect((await cloud().graph(contoso, 'GET', '/users')).status).toBe(200);
  await cloud().control('clock', { advance: 'PT1H' });
  expect((await cloud().graph(contoso, 'GET', '/users')).status).toBe(401);
});

test.each(graphRoutes.map((route) => [`${route.method} ${route.path}`, route] as const))(
  '%s wants one of its scopes and one of its roles, no more',
  async (_, route) => {
    const path = route.path.replaceAll(/\{[^}]+\}/g, 'x');
    const body = route.method === 'POST' || route.method === 'PATCH' ? {} : undefined;
    const status = async (scopes: readonly string[], roles: readonly string[]): Promise<number> => {
      await granted(scopes, roles);
      return (await cloud().graph(contoso, route.method, path, body)).status;
    };
    const [scope = ''] = route.scopes;
    const [role] = route.roles;
    const enough: RoleName[] = role === undefined ? [] : [role];
    expect(await status([scope], enough)).not.toBe(403);
    expect(await status([scope], ['Global Administrator'])).not.toBe(403);
    expect(await status(['Mail.Read'], [roleIds['Global Administrator']])).toBe(403);
    if (role !== undefined) expect(await status([scope], [])).toBe(403);
  },
);

test('reading the directory is not enough to write, and users are not groups', async () => {
  await granted(['User.ReadWrite.All', 'GroupMember.ReadWrite.All'], ['Directory Readers']);
  const refused = await cloud().graph(contoso, 'POST', '/users', newUserBody('ada'));
  expect(refused).toMatchObject({
    status: 403,
    body: {
      error: { code: 'Authorization_RequestDenied', message: 'Insufficient privileges to complete the operation.' },
    },
  });
  await granted(['User.ReadWrite.All'], ['Groups Administrator']);
  expect((await cloud().graph(contoso, 'POST', '/users', newUserBody('ada'))).status).toBe(403);
});

test('the partner finds tenants by id and by domain, with a scope of its own tenant', async () => {
  const byDomain = "/tenantRelationships/findTenantInformationByDomainName(domainName='contoso.onmicrosoft.com')";
  expect((await cloud().graph(partner, 'GET', byDomain)).body).toMatchObject({
    tenantId: contoso,
    displayName: 'Contoso',
  });
  const byId = `/tenantRelationships/findTenantInformationByTenantId(tenantId='${contoso}')`;
  expect((await cloud().graph(partner, 'GET', byId)).body).toMatchObject({
    defaultDomainName: 'contoso.onmicrosoft.com',
  });
  expect((await cloud().graph(partner, 'GET', byId.replaceAll('2', '5'))).status).toBe(404);
  expect((await cloud().graph(contoso, 'GET', byDomain)).status).toBe(403);
});

test('what a tenant has is read: organization, domains, products, any object by id', async () => {
  for (const path of ['/organization', '/domains', '/domains/contoso.onmicrosoft.com', '/subscribedSkus']) {
    expect((await cloud().graph(contoso, 'GET', path)).status).toBe(200);
  }
  const mel = await cloud().graph(contoso, 'GET', '/users/mel@contoso.onmicrosoft.com');
  const object = await cloud().graph(contoso, 'GET', `/directoryObjects/${String(mel.body['id'])}`);
  expect(object.body).toMatchObject({ '@odata.type': '#microsoft.graph.user', displayName: 'Mel Example' });
  const answer = await cloud().graph(contoso, 'GET', '/groups', undefined, { 'client-request-id': 'mine' });
  expect(answer.headers.get('client-request-id')).toBe('mine');
  expect(answer.headers.get('request-id')).toMatch(/^[\da-f-]{36}$/);
});
