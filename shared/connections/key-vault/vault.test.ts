import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Body } from '../../../local/cloud/testing';
import { worldForTests } from '../../../local/testing/world';
import { createVault } from './vault';

const world = worldForTests();

async function unwraps(): Promise<number> {
  const calls = (await world().cloud.control('calls'))['value'] as Body[];
  return calls.filter(({ url }) => String(url).includes('/unwrapkey')).length;
}

test('a key that many ask for in the same moment is unwrapped once, and again when it is asked for later', async () => {
  // It tells the identity's address to this process.
  await world().steward;
  const vault = createVault({ vaultUrl: `${world().cloud.url}/vault` });
  const key = new Uint8Array(randomBytes(32));
  const wrapped = await vault.wrap(key);
  const keys = await Promise.all([1, 2, 3].map(() => vault.unwrap(wrapped)));
  expect(keys.map((one) => Buffer.from(one))).toEqual([1, 2, 3].map(() => Buffer.from(key)));
  expect(await unwraps()).toBe(1);
  expect(Buffer.from(await vault.unwrap(wrapped))).toEqual(Buffer.from(key));
  expect(await unwraps()).toBe(2);
});

test('a fault meets all who asked, and none who ask later', async () => {
  await world().steward;
  const vault = createVault({ vaultUrl: `${world().cloud.url}/vault` });
  const wrapped = await vault.wrap(new Uint8Array(randomBytes(32)));
  await world().cloud.control('faults', { service: 'vault', path: '/vault/keys', times: 1, then: { status: 503 } });
  const asked = await Promise.allSettled([vault.unwrap(wrapped), vault.unwrap(wrapped)]);
  expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await vault.unwrap(wrapped)).toHaveLength(32);
});
