import { DefaultAzureCredential, ManagedIdentityCredential } from '@azure/identity';
import { CryptographyClient, KeyClient } from '@azure/keyvault-keys';
import { SecretClient } from '@azure/keyvault-secrets';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { seededRefreshToken } from '../entra/refresh-tokens';
import { cloudForTests, partner } from '../testing';

const cloud = cloudForTests();
const insecure = {
  allowInsecureConnection: true,
  disableChallengeResourceVerification: true,
  retryOptions: { maxRetries: 0 },
};

beforeEach(() => {
  process.env['IDENTITY_ENDPOINT'] = `${cloud().url}/msi/token`;
  process.env['IDENTITY_HEADER'] = 'local';
});

afterEach(() => {
  delete process.env['IDENTITY_ENDPOINT'];
  delete process.env['IDENTITY_HEADER'];
});

function secretClient(): SecretClient {
  return new SecretClient(
    `${cloud().url}/vault`,
    new ManagedIdentityCredential({ clientId: '99999999-0000-4000-8000-0000000000aa' }),
    insecure,
  );
}

test("Microsoft's own client reads the seeded secrets with a managed identity", async () => {
  const client = secretClient();
  expect((await client.getSecret('sam-refresh-token')).value).toBe(seededRefreshToken);
  expect((await client.getSecret('sam-client-secret')).value).toBe('local-client-secret');
  const fingerprintKey = (await client.getSecret('steward-fingerprint-key')).value ?? '';
  expect(Buffer.from(fingerprintKey, 'base64')).toHaveLength(32);
});

test('a secret keeps its versions, and an old one is read by its id', async () => {
  const client = secretClient();
  const first = await client.setSecret('note', 'one', { tags: { by: 'test' }, contentType: 'text/plain' });
  await client.setSecret('note', 'two');
  expect((await client.getSecret('note')).value).toBe('two');
  const old = await client.getSecret('note', { version: first.properties.version ?? '' });
  expect(old).toMatchObject({ value: 'one', properties: { tags: { by: 'test' }, contentType: 'text/plain' } });
  const versions = [];
  for await (const version of client.listPropertiesOfSecretVersions('note')) versions.push(version.version);
  expect(versions).toHaveLength(2);
  const names = [];
  for await (const properties of client.listPropertiesOfSecrets()) names.push(properties.name);
  expect(names).toContain('note');
  const effects = await cloud().effects(partner);
  expect(effects).toMatchObject([
    { service: 'vault', kind: 'secret.set', identity: 'note' },
    { service: 'vault', kind: 'secret.set', identity: 'note' },
  ]);
});

test('a disabled secret is not handed out', async () => {
  const client = secretClient();
  const { properties } = await client.setSecret('note', 'one');
  await client.updateSecretProperties('note', properties.version ?? '', { enabled: false });
  await expect(client.getSecret('note')).rejects.toMatchObject({ statusCode: 403 });
});

test('a deleted secret is recovered or purged, and its name is taken until then', async () => {
  const client = secretClient();
  await client.setSecret('note', 'one');
  await (await client.beginDeleteSecret('note', { intervalInMs: 1 })).pollUntilDone();
  await expect(client.getSecret('note')).rejects.toMatchObject({ statusCode: 404, code: 'SecretNotFound' });
  await expect(client.setSecret('note', 'two')).rejects.toMatchObject({ statusCode: 409 });
  await (await client.beginRecoverDeletedSecret('note', { intervalInMs: 1 })).pollUntilDone();
  expect((await client.getSecret('note')).value).toBe('one');
  await (await client.beginDeleteSecret('note', { intervalInMs: 1 })).pollUntilDone();
  await client.purgeDeletedSecret('note');
  expect((await client.setSecret('note', 'three')).value).toBe('three');
});

test("Microsoft's own client wraps and unwraps with the data key, also with an older version of it", async () => {
  const credential = new DefaultAzureCredential();
  const client = new KeyClient(`${cloud().url}/vault`, credential, insecure);
  const key = await client.getKey('steward-data');
  expect(key.keyType).toBe('RSA');
  const cryptography = new CryptographyClient(key.id ?? '', credential, insecure);
  const secret = Buffer.from('32 bytes of a very secret secret');
  const { result } = await cryptography.wrapKey('RSA-OAEP-256', secret);
  await client.createRsaKey('steward-data', { keySize: 2048 });
  expect(Buffer.from((await cryptography.unwrapKey('RSA-OAEP-256', result)).result)).toEqual(secret);
  const newest = client.getCryptographyClient('steward-data');
  await expect(newest.unwrapKey('RSA-OAEP-256', result)).rejects.toMatchObject({ statusCode: 400 });
});

test('a call without a token is answered by a challenge that says where to get one', async () => {
  const reply = await cloud().send('GET', '/vault/secrets/sam-refresh-token/?api%2Dversion=2026-04-01');
  expect(reply.status).toBe(401);
  expect(reply.headers.get('www-authenticate')).toBe(
    `Bearer authorization="${cloud().url}/${partner}", resource="https://vault.azure.net"`,
  );
});

test('the managed identity endpoint wants its header', async () => {
  const path = '/msi/token?api-version=2019-08-01&resource=https%3A%2F%2Fvault.azure.net';
  expect((await cloud().send('GET', path)).status).toBe(401);
  const reply = await cloud().send('GET', path, undefined, { 'x-identity-header': 'local' });
  expect(reply.body).toMatchObject({ token_type: 'Bearer', resource: 'https://vault.azure.net' });
  expect(Number(reply.body['expires_on']) * 1000).toBeGreaterThan(Date.now());
});
