import { createHash } from 'node:crypto';
import { SigningKey } from '../../cloud/entra/keys';
import { Store } from '../../cloud/store';

/**
 * Makes keys of the local cloud for tokens, with a digest in place of the signature: a real one takes time of the event
 * loop, which a simulation does not have, and no trial is about it.
 */
export async function loadSigningKeys(): Promise<() => SigningKey> {
  const key = await SigningKey.load(new Store());
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const derived = new Map<string, string>();
  const header = part({ typ: 'JWT', alg: 'RS256', kid: key.kid });
  return () => {
    const signed = new Map<string, ReturnType<SigningKey['verify']>>();
    return Object.assign(Object.create(key) as SigningKey, {
      sign: (claims: Parameters<SigningKey['sign']>[0]) => {
        const text = `${header}.${part(claims)}`;
        const token = `${text}.${createHash('sha256').update(text).digest('base64url')}`;
        signed.set(token, claims);
        return Promise.resolve(token);
      },
      verify: (token: string) => signed.get(token),
      derive: (purpose: string) => {
        const known = derived.get(purpose) ?? key.derive(purpose);
        derived.set(purpose, known);
        return known;
      },
    });
  };
}
