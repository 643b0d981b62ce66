import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import { cloudForTests, contoso, fabrikam, partner, type Reply, tailspin } from '../testing';
import { samClientId } from './clients';

const cloud = cloudForTests();

function refused(reply: Reply): unknown {
  const { error, error_codes: codes, suberror } = reply.body;
  return [reply.status, error, (codes as number[])[0], suberror];
}

test('a local caller gets an app token whose signature, issuer and audience hold', async () => {
  const reply = await cloud().tokenCall(partner, {
    grant_type: 'client_credentials',
    client_id: 'local-operator',
    client_secret: 'local',
    scope: 'api://steward/.default',
  });
  expect(reply.body).toMatchObject({ token_type: 'Bearer', expires_in: 3599 });
  const metadata = await cloud().send('GET', `/${partner}/v2.0/.well-known/openid-configuration`);
  const keys = createRemoteJWKSet(new URL(String(metadata.body['jwks_uri'])));
  const { payload } = await jwtVerify(String(reply.body['access_token']), keys, {
    issuer: String(metadata.body['issuer']),
    audience: 'api://steward',
    algorithms: ['RS256'],
  });
  expect(payload).toMatchObject({
    tid: partner,
    azp: 'local-operator',
    roles: ['Steward.Operator'],
    idtyp: 'app',
    ver: '2.0',
  });
  expect(payload['scp']).toBeUndefined();
});

test('a refresh token opens every customer with exactly what is consented there and the roles held there', async () => {
  await cloud().control('consents', {
    tenant: 'fabrikam',
    scopes: ['User.Read.All'],
    gdapRoles: ['Directory Readers'],
  });
  const reply = await cloud().refresh('fabrikam.onmicrosoft.com');
  expect(reply.body['scope']).toBe('https://graph.microsoft.com/User.Read.All');
  const claims = decodeJwt(String(reply.body['access_token']));
  expect(claims).toMatchObject({
    tid: fabrikam,
    aud: 'https://graph.microsoft.com',
    scp: 'User.Read.All',
    wids: ['88d8e3e3-8f55-4a1e-953a-9b9898b8876b', 'b79fbf4d-3ef9-4689-8143-76b194e85509'],
    amr: ['pwd', 'mfa'],
    appid: samClientId,
    upn: 'steward@partner.onmicrosoft.com',
  });
});

test('each use of a refresh token returns a new one, and the old one stays valid', async () => {
  const first = await cloud().refresh(contoso);
  const next = String(first.body['refresh_token']);
  expect((await cloud().refresh(contoso, { refresh_token: next })).status).toBe(200);
  expect((await cloud().refresh(contoso)).status).toBe(200);
});

test.each<[string, string, Record<string, string>, unknown]>([
  ['an unknown tenant', '55555555-5555-5555-5555-555555555555', {}, [400, 'invalid_request', 90002, undefined]],
  ['a tenant that is no name', 'nonsense', {}, [400, 'invalid_request', 900023, undefined]],
  ['an unknown client', contoso, { client_id: 'x' }, [400, 'unauthorized_client', 700016, undefined]],
  [
    'a local caller outside the partner',
    contoso,
    { client_id: 'local-operator' },
    [400, 'unauthorized_client', 700016, undefined],
  ],
  ['a wrong secret', contoso, { client_secret: 'x' }, [401, 'invalid_client', 7000215, undefined]],
  ['no secret', contoso, { client_secret: '' }, [401, 'invalid_client', 7000218, undefined]],
  ['a refresh token nobody issued', contoso, { refresh_token: 'x' }, [400, 'invalid_grant', 70000, 'bad_token']],
  ['a missing field', contoso, { refresh_token: '' }, [400, 'invalid_request', 900144, undefined]],
  [
    'an unknown resource',
    contoso,
    { scope: 'https://nobody.example/.default' },
    [400, 'invalid_resource', 500011, undefined],
  ],
  ['no resource at all', contoso, { scope: 'openid' }, [400, 'invalid_scope', 70011, undefined]],
  ['an unknown grant', contoso, { grant_type: 'password' }, [400, 'unsupported_grant_type', 70003, undefined]],
  ['a version 1 field', contoso, { resource: 'x' }, [400, 'invalid_request', 901002, undefined]],
  [
    'a scope not consented',
    contoso,
    { scope: 'https://graph.microsoft.com/Mail.Send' },
    [400, 'invalid_grant', 65001, 'consent_required'],
  ],
  [
    'a resource not consented',
    contoso,
    { scope: 'https://manage.office.com/.default' },
    [400, 'invalid_grant', 65001, 'consent_required'],
  ],
  ['an ended GDAP relationship', tailspin, {}, [400, 'invalid_grant', 50020, undefined]],
])('%s is refused the way Entra does', async (_, tenant, form, expected) => {
  const reply = await cloud().refresh(tenant, form);
  expect(refused(reply)).toEqual(expected);
  expect(reply.body).toMatchObject({
    error_description: expect.stringMatching(/^AADSTS\d+: .+ Trace ID: \S+ Correlation ID: \S+ Timestamp: /) as unknown,
    timestamp: expect.any(String) as unknown,
    trace_id: expect.any(String) as unknown,
    correlation_id: expect.any(String) as unknown,
  });
});

test('with no scope left there is no token, with no role left there is one without roles', async () => {
  await cloud().control('consents', { tenant: 'contoso', scopes: [] });
  expect(refused(await cloud().refresh(contoso))).toEqual([400, 'invalid_grant', 65001, 'consent_required']);
  await cloud().control('consents', { tenant: 'contoso', scopes: ['User.Read.All'], gdapRoles: [] });
  const { wids } = decodeJwt(String((await cloud().refresh(contoso)).body['access_token']));
  expect(wids).toEqual(['b79fbf4d-3ef9-4689-8143-76b194e85509']);
});

test('a refresh token idle for 90 days is dead, one used in between is not', async () => {
  const fresh = String((await cloud().refresh(contoso)).body['refresh_token']);
  await cloud().control('clock', { advance: 'P60D' });
  expect((await cloud().refresh(contoso)).status).toBe(200);
  await cloud().control('clock', { advance: 'P40D' });
  expect((await cloud().refresh(contoso)).status).toBe(200);
  expect(refused(await cloud().refresh(contoso, { refresh_token: fresh }))).toEqual([
    400,
    'invalid_grant',
    700082,
    undefined,
  ]);
});

test('revoking kills the refresh tokens issued until then', async () => {
  await cloud().control('seed', { revokeRefreshTokens: true });
  expect(refused(await cloud().refresh(contoso))).toEqual([400, 'invalid_grant', 50173, 'bad_token']);
});

test('a client secret past its end is refused with 401', async () => {
  await cloud().control('seed', { clientSecretExpiresAt: '2020-01-01T00:00:00Z' });
  expect(refused(await cloud().refresh(contoso))).toEqual([401, 'invalid_client', 7000222, undefined]);
});

test('metadata of an unknown tenant is refused as invalid_tenant, that of a domain names the tenant', async () => {
  const unknown = await cloud().send('GET', '/nowhere.example/v2.0/.well-known/openid-configuration');
  expect(refused(unknown)).toEqual([400, 'invalid_tenant', 90002, undefined]);
  const known = await cloud().send('GET', '/contoso.onmicrosoft.com/v2.0/.well-known/openid-configuration');
  expect(known.body['issuer']).toBe(`${cloud().url}/${contoso}/v2.0`);
});

test('people get delegated tokens for the API, and claims can be bent for tokens that must be refused', async () => {
  const alice = await cloud().control('token', { user: 'local-alice' });
  expect(decodeJwt(String(alice['access_token']))).toMatchObject({
    scp: 'Requests.Submit',
    name: 'Local Alice',
    aud: 'api://steward',
    tid: partner,
  });
  const bent = await cloud().control('token', { client: 'local-flow', claims: { aud: 'api://other', exp: 1 } });
  expect(decodeJwt(String(bent['access_token']))).toMatchObject({
    aud: 'api://other',
    exp: 1,
    roles: ['Steward.Caller'],
  });
});
