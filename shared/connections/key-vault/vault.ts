import { constants, createPublicKey, publicEncrypt, type KeyObject } from 'node:crypto';
import type { CryptographyClient, KeyClient } from '@azure/keyvault-keys';
import type { SecretClient } from '@azure/keyvault-secrets';
import { isLoopback } from '../../config';
import { ConfigurationError, UpstreamError } from '../../errors';

export interface Vault {
  /** The latest version of a secret; read anew at every call. */
  secret(name: string): Promise<string>;
  /** Encrypts a key with the vault's key; the private half never leaves the vault. */
  wrap(bytes: Uint8Array): Promise<string>;
  unwrap(wrapped: string): Promise<Uint8Array>;
}

export interface VaultOptions {
  readonly vaultUrl: string;
  /** Client id of a user-assigned managed identity. */
  readonly identityClientId?: string;
}

const keyName = 'steward-data';
/** After this a rotated key is noticed; the old version still unwraps. */
const keyLifeMs = 3_600_000;

interface PublicKey {
  readonly version: string;
  readonly key: KeyObject;
}

/** The key vault, as the app's managed identity. The Azure clients are loaded at first use. */
export function createVault({ vaultUrl, identityClientId }: VaultOptions): Vault {
  let clients: Promise<{ readonly secrets: SecretClient; readonly keys: KeyClient }> | undefined;
  let publicKey: Promise<PublicKey> | undefined;
  let askedAt = 0;
  /** By version of the key. Each asks for its key once, before it first unwraps. */
  const unwrappers = new Map<string, CryptographyClient>();
  /** Being unwrapped right now: the chunks of a bulk ask for one key in the same moment. Nothing is kept beyond it. */
  const unwrapping = new Map<string, Promise<Uint8Array>>();

  async function connect() {
    const [{ ManagedIdentityCredential }, { SecretClient }, { KeyClient }] = await Promise.all([
      import('@azure/identity'),
      import('@azure/keyvault-secrets'),
      import('@azure/keyvault-keys'),
    ]);
    const local = new URL(vaultUrl).protocol === 'http:' && isLoopback(new URL(vaultUrl));
    const options = {
      // One try: whoever needs the vault decides whether to come again.
      retryOptions: { maxRetries: 0 },
      ...(local ? { allowInsecureConnection: true, disableChallengeResourceVerification: true } : {}),
    };
    const credential = new ManagedIdentityCredential(
      identityClientId === undefined ? {} : { clientId: identityClientId },
    );
    return {
      secrets: new SecretClient(vaultUrl, credential, options),
      keys: new KeyClient(vaultUrl, credential, options),
    };
  }

  const open = () => (clients ??= connect());

  async function readPublicKey(): Promise<PublicKey> {
    const { keys } = await open();
    const { key, properties } = await keys.getKey(keyName);
    const { version } = properties;
    if (!key?.n || !key.e || version === undefined) {
      throw new ConfigurationError(keyName, `The key ${keyName} in the key vault is not an RSA key.`);
    }
    const jwk = {
      kty: 'RSA',
      n: Buffer.from(key.n).toString('base64url'),
      e: Buffer.from(key.e).toString('base64url'),
    };
    return { version, key: createPublicKey({ key: jwk, format: 'jwk' }) };
  }

  function currentKey(): Promise<PublicKey> {
    if (publicKey && Date.now() - askedAt < keyLifeMs) return publicKey;
    const asked = readPublicKey();
    askedAt = Date.now();
    publicKey = asked;
    asked.catch(() => {
      if (publicKey === asked) publicKey = undefined;
    });
    return asked;
  }

  async function unwrap(wrapped: string): Promise<Uint8Array> {
    const [keyVersion = '', text = ''] = wrapped.split('.');
    const { keys } = await open();
    const client = unwrappers.get(keyVersion) ?? keys.getCryptographyClient(keyName, { keyVersion });
    unwrappers.set(keyVersion, client);
    try {
      return (await client.unwrapKey('RSA-OAEP-256', Buffer.from(text, 'base64url'))).result;
    } catch (error) {
      // It may go by what it knows of a key that has changed since (an end put off, say).
      unwrappers.delete(keyVersion);
      throw error;
    }
  }

  return {
    secret: (name) =>
      answered(name, async () => {
        const { value } = await (await open()).secrets.getSecret(name);
        if (!value) throw new ConfigurationError(name, `The secret ${name} in the key vault is empty.`);
        return value;
      }),
    wrap: (bytes) =>
      answered(keyName, async () => {
        const { key, version } = await currentKey();
        // Wrapping needs the public half only, so it is done here: no call for each request accepted.
        const wrapped = publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }, bytes);
        return `${version}.${wrapped.toString('base64url')}`;
      }),
    unwrap(wrapped) {
      const underWay = unwrapping.get(wrapped);
      if (underWay) return underWay;
      const asked = answered(keyName, () => unwrap(wrapped)).finally(() => unwrapping.delete(wrapped));
      unwrapping.set(wrapped, asked);
      return asked;
    },
  };
}

async function answered<T>(name: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    const { statusCode: status, code } = faultOf(error);
    if (status === 404) throw new ConfigurationError(name, `The key vault has no ${name}.`);
    throw new UpstreamError('VAULT_UNAVAILABLE', `The key vault did not give ${name}.`, 'notSent', {
      upstream: {
        service: 'vault',
        ...(typeof status === 'number' ? { status } : {}),
        ...(typeof code === 'string' ? { code: code.slice(0, 100) } : {}),
      },
      cause: error,
    });
  }
}

/** What the Azure clients put on their errors. */
function faultOf(error: unknown): { readonly statusCode?: unknown; readonly code?: unknown } {
  return typeof error === 'object' && error !== null ? error : {};
}
