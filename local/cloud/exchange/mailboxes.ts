import type { Directory } from '../graph/directory';
import type { User } from '../graph/objects';
import { findSku } from '../graph/skus';
import { type Replicated, seen, written } from '../replica';
import type { Collection, Store } from '../store';

/** What Exchange keeps of a mailbox. Its names and addresses are those of the user it belongs to. */
export interface Mailbox {
  readonly shared: boolean;
  /** Id of a recipient of the tenant. */
  readonly forwardingAddress: string | null;
  /** Any address, as `smtp:…`. */
  readonly forwardingSmtpAddress: string | null;
  readonly deliverToMailboxAndForward: boolean;
  /** Who has full access, by id of the user or group. */
  readonly fullAccess: readonly { readonly id: string; readonly autoMapping: boolean }[];
  /** A user's mailbox without a license stays until then (epoch ms). */
  readonly keptUntil?: number;
}

interface Stored {
  /** From this time (epoch ms) on the mailbox is there. */
  readonly readyAt: number;
  readonly mailbox: Replicated<Mailbox>;
}

const fresh: Mailbox = {
  shared: false,
  forwardingAddress: null,
  forwardingSmtpAddress: null,
  deliverToMailboxAndForward: false,
  fullAccess: [],
};

interface Delays {
  readonly mailboxDelayMs: number;
  readonly exchangeLagMs: number;
}

/**
 * The mailboxes of one tenant. A license with an Exchange plan brings a mailbox after a while; deleting the user or
 * taking the license away hides it, and it is as it was when that is taken back. A shared mailbox needs no license.
 * https://learn.microsoft.com/microsoft-365/admin/email/about-shared-mailboxes
 */
export class Mailboxes {
  private readonly stored: Collection<Stored>;

  constructor(
    store: Store,
    tenantId: string,
    private readonly directory: Directory,
    private readonly delays: () => Delays,
  ) {
    this.stored = store.collection(`mailboxes:${tenantId}`);
  }

  /** A user was created or changed: a first license orders a mailbox. */
  userSaved(user: User): void {
    if (!hasExchangePlan(user) || this.stored.has(user.id)) return;
    this.stored.set(user.id, { readyAt: Date.now() + this.delays().mailboxDelayMs, mailbox: { now: fresh } });
  }

  /** What a replica answers; undefined when the user has no mailbox. */
  read(user: User): Mailbox | undefined {
    const mailbox = this.current(user);
    return mailbox && (seen(this.stored.get(user.id)?.mailbox) ?? mailbox);
  }

  /** The present state. */
  current(user: User): Mailbox | undefined {
    const entry = this.stored.get(user.id);
    if (!entry?.mailbox.now || Date.now() < entry.readyAt) return undefined;
    const { now } = entry.mailbox;
    const stays = now.shared || hasExchangePlan(user) || Date.now() < (now.keptUntil ?? 0);
    return stays ? now : undefined;
  }

  save(user: User, mailbox: Mailbox): void {
    const entry = this.stored.get(user.id);
    this.stored.set(user.id, {
      readyAt: entry?.readyAt ?? 0,
      mailbox: written(entry?.mailbox, mailbox, this.delays().exchangeLagMs),
    });
  }

  /** Users that have a mailbox, with its present state. */
  *all(): Generator<{ readonly user: User; readonly mailbox: Mailbox }> {
    for (const user of this.directory.users()) {
      const mailbox = this.current(user);
      if (mailbox) yield { user, mailbox };
    }
  }
}

/** https://learn.microsoft.com/entra/identity/users/licensing-service-plan-reference */
export function hasExchangePlan(user: User): boolean {
  return user.assignedLicenses.some(({ skuId, disabledPlans }) =>
    (findSku(skuId)?.plans ?? []).some(
      ({ servicePlanId, servicePlanName }) =>
        servicePlanName.startsWith('EXCHANGE_S_') && !disabledPlans.includes(servicePlanId),
    ),
  );
}
