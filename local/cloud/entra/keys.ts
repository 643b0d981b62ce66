import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  verify,
} from 'node:crypto';
import { promisify } from 'node:util';
import { SignJWT } from 'jose';
import type { Store } from '../store';

export type Claims = Readonly<Record<string, unknown>>;

const generate = promisify(generateKeyPair);

// Checking a signature costs more than anything else a call does, and the same token comes with thousands of calls.
const cacheLimit = 10_000;

/** The one key that signs all tokens: kept in the store, so that tokens outlive a restart as they do at Microsoft's. */
export class SigningKey {
  private readonly verified = new Map<string, Claims>();
  readonly kid: string;
  readonly publicJwk: Readonly<Record<string, string>>;

  private constructor(
    private readonly privateKey: KeyObject,
    private readonly publicKey: KeyObject,
  ) {
    const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
    this.kid = createHash('sha256').update(n).digest('base64url').slice(0, 27);
    this.publicJwk = { kty: 'RSA', use: 'sig', alg: 'RS256', kid: this.kid, n, e };
  }

  static async load(store: Store): Promise<SigningKey> {
    const stored = store.collection<string>('keys');
    let pem = stored.get('signing');
    if (pem === undefined) {
      const pair = await generate('rsa', { modulusLength: 2048 });
      pem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
      stored.set('signing', pem);
    }
    const privateKey = createPrivateKey(pem);
    return new SigningKey(privateKey, createPublicKey(privateKey));
  }

  /** 32 bytes (base64) that stay the same as long as this key does, and say nothing about it. */
  derive(purpose: string): string {
    const secret = this.privateKey.export({ type: 'pkcs8', format: 'der' });
    return createHmac('sha256', secret).update(purpose).digest('base64');
  }

  async sign(claims: Claims): Promise<string> {
    return await new SignJWT({ ...claims })
      .setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid: this.kid })
      .sign(this.privateKey);
  }

  /** The claims of a token this key signed, whatever its times say; undefined for anything else. */
  verify(token: string): Claims | undefined {
    const known = this.verified.get(token);
    if (known) return known;
    const [header, payload, signature, ...rest] = token.split('.');
    if (header === undefined || payload === undefined || signature === undefined || rest.length > 0) return undefined;
    const signed = Buffer.from(`${header}.${payload}`);
    if (!verify('RSA-SHA256', signed, this.publicKey, Buffer.from(signature, 'base64url'))) return undefined;
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims;
    if (this.verified.size >= cacheLimit) this.verified.clear();
    this.verified.set(token, claims);
    return claims;
  }
}
