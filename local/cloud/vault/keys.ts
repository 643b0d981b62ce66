import {
  constants,
  createPrivateKey,
  generateKeyPairSync,
  privateDecrypt,
  publicEncrypt,
  randomUUID,
} from 'node:crypto';
import type { Collection, Store } from '../store';
import { refuse } from './errors';

interface KeyVersion {
  readonly version: string;
  readonly pem: string;
  readonly created: number;
}

const algorithms: Readonly<Record<string, string>> = { 'RSA-OAEP-256': 'sha256', 'RSA-OAEP': 'sha1' };

/** The RSA keys of the vault; private halves never leave it. */
export class VaultKeys {
  private readonly stored: Collection<readonly KeyVersion[]>;

  constructor(store: Store) {
    this.stored = store.collection('vaultKeys');
  }

  has(name: string): boolean {
    return this.stored.has(name);
  }

  create(name: string, size = 2048): KeyVersion {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: size });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const version = { version: randomUUID().replaceAll('-', ''), pem, created: Math.floor(Date.now() / 1000) };
    this.stored.set(name, [...(this.stored.get(name) ?? []), version]);
    return version;
  }

  get(name: string, version: string): KeyVersion {
    const versions = this.stored.get(name) ?? [];
    const found = version === '' ? versions.at(-1) : versions.find((each) => each.version === version);
    return found ?? refuse(404, 'KeyNotFound', `A key with (name/id) ${name} was not found in this key vault.`);
  }

  versions(name: string): readonly KeyVersion[] {
    return this.stored.get(name) ?? [];
  }

  wrap(name: string, version: string, algorithm: unknown, value: unknown): Buffer {
    const { pem } = this.get(name, version);
    return publicEncrypt({ key: pem, ...padding(algorithm) }, bytes(value));
  }

  unwrap(name: string, version: string, algorithm: unknown, value: unknown): Buffer {
    const { pem } = this.get(name, version);
    const options = { key: pem, ...padding(algorithm) };
    try {
      return privateDecrypt(options, bytes(value));
    } catch {
      return refuse(400, 'BadParameter', 'The parameter is incorrect.');
    }
  }
}

/** The public half as a JSON Web Key. */
export function publicJwk({ pem }: KeyVersion): { readonly n: string; readonly e: string } {
  const { n = '', e = '' } = createPrivateKey(pem).export({ format: 'jwk' });
  return { n, e };
}

function padding(algorithm: unknown): { padding: number; oaepHash: string } {
  const oaepHash = typeof algorithm === 'string' ? algorithms[algorithm] : undefined;
  if (oaepHash === undefined)
    return refuse(400, 'BadParameter', `The algorithm ${String(algorithm)} is not supported for this key.`);
  return { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash };
}

function bytes(value: unknown): Buffer {
  return typeof value === 'string'
    ? Buffer.from(value, 'base64url')
    : refuse(400, 'BadParameter', "Property 'value' is required.");
}
