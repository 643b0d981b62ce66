import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createAuthenticate } from './authenticate';

const loginUrl = 'https://login.example';
const partnerTenantId = '11111111-1111-1111-1111-111111111111';
const issuer = `${loginUrl}/${partnerTenantId}/v2.0`;
const start = Date.parse('2027-01-04T08:00:00Z');
const { publicKey, privateKey } = await generateKeyPair('RS256');
const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' };
const verified = vi.spyOn(crypto.subtle, 'verify');

beforeEach(() => {
  verified.mockClear();
  vi.useFakeTimers({ now: start, toFake: ['Date'] });
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json({ keys: [jwk] })));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const create = () => createAuthenticate({ loginUrl, partnerTenantId, apiAudience: 'api://steward' });

async function bearer(claims: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const now = start / 1000;
  const usual = { iss: issuer, aud: 'api://steward', tid: partnerTenantId, nbf: now, exp: now + 3600 };
  const token = await new SignJWT({ ...usual, azp: 'flow', roles: ['Steward.Caller'], ...claims })
    .setProtectedHeader({ alg: 'RS256', kid: 'one' })
    .sign(privateKey);
  return `Bearer ${token}`;
}

test('an application is known by its client id and its roles', async () => {
  const caller = { id: 'flow', kind: 'application', roles: ['Steward.Caller'], tenantId: partnerTenantId };
  expect(await create()(await bearer({ roles: ['Steward.Caller', 'Other'] }))).toEqual(caller);
});

test('a person is known by name, and needs the permission in the token', async () => {
  const claims = { preferred_username: 'alice@partner.example', roles: undefined };
  const caller = await create()(await bearer({ ...claims, scp: 'openid Requests.Submit' }));
  expect(caller).toMatchObject({ id: 'alice@partner.example', kind: 'person', roles: [] });
  await expect(create()(await bearer({ ...claims, scp: 'openid' }))).rejects.toMatchObject({ code: 'ROLE_MISSING' });
});

test.each([
  ['another audience', { aud: 'api://other' }],
  ['another issuer', { iss: 'https://login.example/other/v2.0' }],
  ['another tenant', { tid: '22222222-2222-2222-2222-222222222222' }],
  ['the past', { exp: start / 1000 - 61 }],
  ['the future', { nbf: start / 1000 + 61 }],
])('a token of %s is refused, however often it comes', async (_, claims) => {
  const authenticate = create();
  const authorization = await bearer(claims);
  for (let n = 0; n < 2; n += 1) {
    await expect(authenticate(authorization)).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
  }
});

test('a token that comes again is not verified again, another is', async () => {
  const authenticate = create();
  const authorization = await bearer();
  const caller = await authenticate(authorization);
  expect(await authenticate(authorization)).toEqual(caller);
  expect(verified).toHaveBeenCalledTimes(1);
  expect(await authenticate(await bearer({ azp: 'portal' }))).toMatchObject({ id: 'portal' });
  // Changed by a letter it is another token: what was known of the first says nothing about it.
  const forged = authorization.replace(/\..(?=[^.]*$)/, (first) => (first === '.A' ? '.B' : '.A'));
  await expect(authenticate(forged)).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
});

test('a known token is verified again after five minutes, and ends when it ends', async () => {
  const authenticate = create();
  const authorization = await bearer();
  await authenticate(authorization);
  vi.setSystemTime(start + 301_000);
  await authenticate(authorization);
  expect(verified).toHaveBeenCalledTimes(2);

  const short = await bearer({ exp: start / 1000 + 302 });
  await authenticate(short);
  vi.setSystemTime(start + 363_000);
  await expect(authenticate(short)).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
});

test('no more than a thousand tokens are known at a time', async () => {
  const authenticate = create();
  const first = await bearer();
  await authenticate(first);
  for (let n = 0; n < 1_000; n += 1) await authenticate(await bearer({ uti: String(n) }));
  await authenticate(first);
  expect(verified).toHaveBeenCalledTimes(1_002);
});
