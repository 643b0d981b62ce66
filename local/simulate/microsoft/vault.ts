import { randomBytes } from 'node:crypto';
import type { Vault } from '../../../shared/connections/key-vault/vault';
import { ConfigurationError } from '../../../shared/errors';
import type { Travel } from '../storage/tables';

/** What the vault holds: secrets by name, and what it has wrapped, which nobody else can read. */
export class VaultStore {
  readonly #wrapped = new Map<string, Uint8Array>();

  constructor(private readonly secrets: Readonly<Record<string, string>>) {}

  /** As one process sees it. Wrapping is done with the public half of the key, in the process itself. */
  seenBy(travel: Travel): Vault {
    return {
      secret: (name) =>
        travel(`read the secret ${name}`, () => {
          const value = this.secrets[name];
          if (value === undefined) throw new ConfigurationError(name, `The key vault has no ${name}.`);
          return value;
        }),
      wrap: (bytes) => {
        const wrapped = randomBytes(16).toString('base64url');
        this.#wrapped.set(wrapped, bytes.slice());
        return Promise.resolve(wrapped);
      },
      unwrap: (wrapped) =>
        travel('unwrap a key', () => {
          const bytes = this.#wrapped.get(wrapped);
          if (!bytes) throw new ConfigurationError('steward-data', 'The key vault has not wrapped this.');
          return bytes;
        }),
    };
  }
}
