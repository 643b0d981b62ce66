import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, randomBytes, type KeyObject } from 'node:crypto';

/**
 * One random key per request. Wrapped by Key Vault it lies in the request's row; from it passwords are derived and with
 * it supplied secrets are sealed. Destroying the wrapped key ends both.
 */
export class DataKey {
  /** Made once: each derivation would make it anew. */
  readonly #derivation: KeyObject;

  private constructor(private readonly bytes: Buffer) {
    this.#derivation = createSecretKey(bytes);
  }

  static create(): DataKey {
    return new DataKey(randomBytes(32));
  }

  static from(bytes: Uint8Array): DataKey {
    if (bytes.length !== 32) throw new Error('A data key has 32 bytes.');
    return new DataKey(Buffer.from(bytes));
  }

  /** The bytes to be wrapped; never stored as they are. */
  get secretBytes(): Uint8Array {
    return this.bytes;
  }

  /** AES-256-GCM; `place` (request, row, field) is authenticated, so a sealed value cannot be moved elsewhere. */
  seal(text: string, place: string): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.bytes, nonce).setAAD(Buffer.from(place));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64');
  }

  unseal(sealed: string, place: string): string {
    const bytes = Buffer.from(sealed, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', this.bytes, bytes.subarray(0, 12))
      .setAAD(Buffer.from(place))
      .setAuthTag(bytes.subarray(12, 28));
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
  }

  /** Bytes that depend on nothing but the key and their use (HKDF, RFC 5869). */
  derive(use: string, length: number): Uint8Array {
    return new Uint8Array(hkdfSync('sha256', this.#derivation, Buffer.alloc(0), use, length));
  }
}
