import { setClockOffset } from '../clock';
import { Calls } from './calls';
import { Effects } from './effects';
import type { SigningKey } from './entra/keys';
import { Mailboxes } from './exchange/mailboxes';
import { Faults } from './faults';
import { mostInBatch } from './graph/batch';
import { Directory } from './graph/directory';
import type { Latency } from './latency';
import { Quotas } from './quotas';
import { PartnerCenter } from './partner-center/model';
import { type Collection, Store } from './store';
import { type Tenant, Tenants } from './tenants';

/** What control calls set and a restart keeps. */
export interface Settings {
  /** How long replicas keep answering the state before a write. */
  readonly replicaLagMs: number;
  /** The same for what Exchange answers of mailboxes. */
  readonly exchangeLagMs: number;
  /** How long after a first license with an Exchange plan the mailbox is there. */
  readonly mailboxDelayMs: number;
  readonly clockOffsetMs: number;
  /** Rises with every move of the clock. */
  readonly clockVersion: number;
  /** Refresh tokens issued before this time (epoch ms) are revoked. */
  readonly refreshTokensRevokedAt: number;
  /** The client secret's end (epoch ms). */
  readonly clientSecretExpiresAt: number;
}

const year = 365 * 86_400_000;

/** Everything the local cloud knows. */
export class World {
  readonly tenants: Tenants;
  readonly effects: Effects;
  readonly calls = new Calls();
  readonly faults = new Faults();
  readonly quotas = new Quotas();
  readonly partnerCenter: PartnerCenter;
  latency: Latency | undefined;
  /** Inner requests of a $batch carried out at the same time; each further so many take the latency once more. */
  batchWidth = mostInBatch;
  /** Scheme, host and port of this cloud; known once it listens. */
  origin = '';
  private readonly stored: Collection<Settings>;
  private readonly directories = new Map<string, Directory>();
  private readonly exchanges = new Map<string, Mailboxes>();

  constructor(
    readonly store: Store,
    readonly signingKey: SigningKey,
  ) {
    this.tenants = new Tenants(store);
    this.effects = new Effects(store);
    this.partnerCenter = new PartnerCenter(store, this.tenants);
    this.stored = store.collection('settings');
    setClockOffset(this.settings.clockOffsetMs);
  }

  get settings(): Settings {
    return {
      replicaLagMs: 0,
      exchangeLagMs: 0,
      mailboxDelayMs: 0,
      clockOffsetMs: 0,
      clockVersion: 1,
      refreshTokensRevokedAt: 0,
      clientSecretExpiresAt: Date.now() + 2 * year,
      ...this.stored.get('all'),
    };
  }

  change(settings: Partial<Settings>): void {
    this.stored.set('all', { ...this.settings, ...settings });
  }

  directory(tenant: Tenant): Directory {
    let directory = this.directories.get(tenant.id);
    if (!directory) {
      directory = new Directory(
        this.store,
        tenant.id,
        () => this.settings.replicaLagMs,
        (user) => {
          this.mailboxes(tenant).userSaved(user);
        },
      );
      this.directories.set(tenant.id, directory);
    }
    return directory;
  }

  mailboxes(tenant: Tenant): Mailboxes {
    let mailboxes = this.exchanges.get(tenant.id);
    if (!mailboxes) {
      mailboxes = new Mailboxes(this.store, tenant.id, this.directory(tenant), () => this.settings);
      this.exchanges.set(tenant.id, mailboxes);
    }
    return mailboxes;
  }

  /** Forgets everything but the keys, which outlive a reset so that what was issued or wrapped with them stays readable. */
  clear(): void {
    const { clockVersion } = this.settings;
    this.store.clear((name) => name === 'keys' || name === 'vaultKeys');
    this.tenants.clear();
    this.effects.clear();
    this.calls.clear();
    this.faults.clear();
    this.quotas.set({ on: false });
    this.latency = undefined;
    this.batchWidth = mostInBatch;
    this.directories.clear();
    this.exchanges.clear();
    setClockOffset(0);
    this.change({ clockVersion: clockVersion + 1 });
  }
}
