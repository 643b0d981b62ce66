import type { DataKey } from './data-key';

/**
 * Letters and digits that are not mistaken for each other when read out, and symbols every Microsoft sign-in page takes.
 * Rules: 8 to 256 characters, three of four kinds
 * (https://learn.microsoft.com/entra/identity/authentication/concept-sspr-policy#password-policies-that-only-apply-to-cloud-user-accounts).
 */
const kinds = ['ABCDEFGHJKLMNPQRSTUVWXYZ', 'abcdefghijkmnpqrstuvwxyz', '23456789', '!#$%*+-=?@_'] as const;
const all = kinds.join('');
const length = 20;
/** Ten times what is needed on average. HKDF gives the same bytes in front however many are asked for. */
const mostBytes = 512;

/** The password of one use of a key: the same on every repeat, about 120 bits. */
export function derivePassword(key: DataKey, use: string): string {
  const bytes = key.derive(`password:${use}`, mostBytes);
  let at = 0;
  // Rejection sampling: every character equally likely.
  const pick = (below: number): number => {
    for (;;) {
      const byte = bytes[at++];
      if (byte === undefined) throw new Error('The derived bytes are used up.');
      if (byte < 256 - (256 % below)) return byte % below;
    }
  };
  const characters = Array.from({ length }, (_, n) => {
    const alphabet = kinds[n] ?? all;
    return alphabet.charAt(pick(alphabet.length));
  });
  // The first four are one of each kind; shuffling hides where they stand.
  for (let n = characters.length - 1; n > 0; n -= 1) {
    const other = pick(n + 1);
    [characters[n], characters[other]] = [characters[other] ?? '', characters[n] ?? ''];
  }
  return characters.join('');
}
