import { expect, test } from 'vitest';
import { partnerCenterResource } from '../entra/resources';
import { type Body, contoso, fabrikam, partner, type Reply } from '../testing';
import { samClientId } from '../entra/clients';
import { partnerRoutes } from './routes';
import { partnerCenterForTests } from './testing';

const partnerCenter = partnerCenterForTests();

const customer = `/customers/${contoso}`;

async function withClaims(claims: Body): Promise<Reply> {
  const token = await partnerCenter().cloud.control('token', {
    user: 'local-alice',
    claims: { aud: partnerCenterResource, scp: 'user_impersonation', ...claims },
  });
  const authorization = `Bearer ${String(token['access_token'])}`;
  return await partnerCenter().call('GET', customer, undefined, { authorization });
}

async function appToken(): Promise<string> {
  const reply = await partnerCenter().cloud.tokenCall(partner, {
    client_id: samClientId,
    client_secret: 'local-client-secret',
    grant_type: 'client_credentials',
    scope: `${partnerCenterResource}/.default`,
  });
  return `Bearer ${String(reply.body['access_token'])}`;
}

test('only a fresh token of the partner tenant for Partner Center opens it', async () => {
  expect((await withClaims({})).status).toBe(200);
  expect(await withClaims({ aud: 'https://graph.windows.net' })).toMatchObject({
    status: 401,
    body: { code: '900420' },
  });
  expect(await withClaims({ exp: 1 })).toMatchObject({ status: 401, body: { code: '400' } });
  expect(await withClaims({ tid: contoso })).toMatchObject({ status: 401, body: { code: '400' } });
  expect(await withClaims({ scp: 'other' })).toMatchObject({ status: 403, body: { code: '900308' } });
  const none = await partnerCenter().cloud.send('GET', `/v1${customer}`);
  expect(none).toMatchObject({ status: 401, body: { code: '800001' } });
  expect(none.headers.get('www-authenticate')).toContain('OAuth realm=');
});

test('a customer tenant gives no token for Partner Center', async () => {
  const reply = await partnerCenter().cloud.refresh(contoso, { scope: `${partnerCenterResource}/.default` });
  expect(reply.body['error_codes']).toEqual([65001]);
});

test('a user without the MFA claim is refused, and told so when it asks', async () => {
  const ask = async (): Promise<Reply> =>
    await partnerCenter().call('GET', customer, undefined, { ValidateMfa: 'true' });
  expect((await withClaims({ amr: ['pwd'] })).body).toMatchObject({ code: '900421' });
  expect((await ask()).headers.get('isMfaCompliant')).toBe('true');
  await partnerCenter().settings({ mfa: 'missing' });
  const refused = await ask();
  expect([refused.status, refused.headers.get('isMfaCompliant')]).toEqual([401, 'false']);
  const app = await partnerCenter().call('GET', customer, undefined, { authorization: await appToken() });
  expect(app.status).toBe(200);
});

test('enforcement can be such that one call passes and the next does not', async () => {
  await partnerCenter().settings({ mfa: 'progressive' });
  const statuses = [];
  for (let n = 0; n < 4; n += 1) statuses.push((await partnerCenter().call('GET', customer)).status);
  expect(statuses.sort()).toEqual([200, 200, 401, 401]);
});

test.each(partnerRoutes.map((route) => [`${route.method} ${route.path}`, route] as const))(
  '%s: an app for itself may call it, or not, as documented',
  async (_, { method, path, auth }) => {
    const url = path.replace('{customer-id}', contoso).replaceAll(/\{[^}]+\}/g, 'x');
    const body = method === 'POST' || method === 'PATCH' ? {} : undefined;
    const reply = await partnerCenter().call(method, url, body, { authorization: await appToken() });
    expect(reply.body['code'] === '900329').toBe(auth === 'app+user only');
  },
);

test('who has no role in the customer tenant cannot read what its directory says', async () => {
  const subscription = await partnerCenter().subscribe(fabrikam);
  const status = async (): Promise<unknown> =>
    (await partnerCenter().call('GET', `${subscription}/provisioningstatus`)).body['code'];
  expect(await status()).toBeUndefined();
  await partnerCenter().cloud.control('consents', { tenant: 'fabrikam', gdapRoles: ['User Administrator'] });
  expect(await status()).toBe('900308');
  expect((await partnerCenter().call('GET', subscription)).status).toBe(200);
});

test('what is not known is said loudly', async () => {
  expect((await partnerCenter().call('GET', '/invoices')).status).toBe(501);
});
