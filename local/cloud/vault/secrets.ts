import { randomUUID } from 'node:crypto';
import type { Collection, Store } from '../store';
import { refuse } from './errors';

export interface Attributes {
  readonly enabled?: boolean;
  /** Epoch seconds. */
  readonly nbf?: number;
  readonly exp?: number;
}

export interface SecretInput {
  readonly value: string;
  readonly contentType?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly attributes?: Attributes;
}

export interface SecretVersion extends SecretInput {
  readonly version: string;
  readonly created: number;
  readonly updated: number;
}

interface Secret {
  readonly versions: readonly SecretVersion[];
  /** Epoch seconds; set while soft-deleted. */
  readonly deletedAt?: number;
}

const now = (): number => Math.floor(Date.now() / 1000);

/** The secrets of the vault with all their versions, newest last. */
export class Secrets {
  private readonly stored: Collection<Secret>;

  constructor(store: Store) {
    this.stored = store.collection('secrets');
  }

  set(name: string, input: SecretInput): SecretVersion {
    const secret = this.stored.get(name);
    if (secret?.deletedAt !== undefined) {
      refuse(
        409,
        'Conflict',
        `Secret ${name} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the secret can only be recovered or purged.`,
      );
    }
    const version = { ...input, version: randomUUID().replaceAll('-', ''), created: now(), updated: now() };
    this.stored.set(name, { versions: [...(secret?.versions ?? []), version] });
    return version;
  }

  /** One version, or the newest. */
  get(name: string, version: string): SecretVersion {
    const versions = this.versions(name);
    const found = version === '' ? versions.at(-1) : versions.find((each) => each.version === version);
    return found ?? notFound(name);
  }

  versions(name: string): readonly SecretVersion[] {
    const secret = this.stored.get(name);
    return secret && secret.deletedAt === undefined ? secret.versions : notFound(name);
  }

  update(name: string, version: string, change: Omit<SecretInput, 'value'>): SecretVersion {
    const found = this.get(name, version);
    const after = { ...found, ...change, attributes: { ...found.attributes, ...change.attributes }, updated: now() };
    const versions = this.versions(name).map((each) => (each === found ? after : each));
    this.stored.set(name, { versions });
    return after;
  }

  delete(name: string): { version: SecretVersion; deletedAt: number } {
    const versions = this.versions(name);
    this.stored.set(name, { versions, deletedAt: now() });
    return this.deleted(name);
  }

  deleted(name: string): { version: SecretVersion; deletedAt: number } {
    const secret = this.stored.get(name);
    const version = secret?.versions.at(-1);
    if (!secret || !version || secret.deletedAt === undefined) {
      return refuse(404, 'SecretNotFound', `Deleted Secret not found: ${name}`);
    }
    return { version, deletedAt: secret.deletedAt };
  }

  recover(name: string): SecretVersion {
    const { version } = this.deleted(name);
    this.stored.set(name, { versions: this.stored.get(name)?.versions ?? [] });
    return version;
  }

  purge(name: string): void {
    this.deleted(name);
    this.stored.delete(name);
  }

  names(deleted = false): string[] {
    return [...this.stored.entries()]
      .filter(([, secret]) => (secret.deletedAt !== undefined) === deleted)
      .map(([name]) => name);
  }
}

function notFound(name: string): never {
  return refuse(
    404,
    'SecretNotFound',
    `A secret with (name/id) ${name} was not found in this key vault. If you recently deleted this secret you may be able to recover it using the correct recovery command. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125182`,
  );
}
