import { addSubscription } from '../../cloud/control/partner-center';
import { deleteUser } from '../../cloud/graph/deleted-items';
import { newUser } from '../../cloud/graph/new-objects';
import type { User } from '../../cloud/graph/objects';
import { findSku } from '../../cloud/graph/skus';
import { newTenant } from '../../cloud/seeds';
import { defaultDomain, type Tenant } from '../../cloud/tenants';
import type { World } from '../../cloud/world';

export type CustomerName = 'contoso' | 'fabrikam';

const dayMs = 86_400_000;

/** The objects that the jobs of a trial are about, made as they are needed: each job has its own. */
export class Town {
  #count = 0;

  constructor(readonly world: World) {}

  tenant(customer: CustomerName): Tenant {
    const tenant = this.world.tenants.find(customer);
    if (!tenant) throw new Error(`There is no ${customer}.`);
    return tenant;
  }

  /** A name that nothing has yet. */
  name(prefix: string): string {
    this.#count += 1;
    return `${prefix}${String(this.#count)}`;
  }

  address(customer: CustomerName, prefix: string): string {
    return `${this.name(prefix)}@${defaultDomain(this.tenant(customer))}`;
  }

  /** A user with a mailbox. */
  user(customer: CustomerName): User {
    const upn = this.address(customer, 'user');
    const skuId = findSku('EXCHANGESTANDARD')?.skuId ?? '';
    const licenses = [{ skuId, disabledPlans: [] }];
    const profile = { displayName: upn, mailNickname: upn.split('@')[0], usageLocation: 'CH', jobTitle: 'Before' };
    const user = newUser(upn, { ...profile, assignedLicenses: licenses });
    this.world.directory(this.tenant(customer)).saveUser(user);
    return user;
  }

  deletedUser(customer: CustomerName): User {
    const user = this.user(customer);
    deleteUser(this.world.directory(this.tenant(customer)), user);
    return user;
  }

  /** A user that is in the group already. */
  member(customer: CustomerName, group: string): User {
    const user = this.user(customer);
    const directory = this.world.directory(this.tenant(customer));
    const found = [...directory.groups()].find(({ displayName }) => displayName === group);
    directory.memberships.add(found?.id ?? '', user.id);
    return user;
  }

  /** A user whose mailbox is as given. */
  mailbox(customer: CustomerName, settings: { readonly shared?: boolean; readonly forwards?: boolean }): User {
    const user = this.user(customer);
    const mailboxes = this.world.mailboxes(this.tenant(customer));
    const mailbox = mailboxes.current(user);
    if (!mailbox) throw new Error('The user has no mailbox.');
    mailboxes.save(user, {
      ...mailbox,
      shared: settings.shared ?? false,
      forwardingSmtpAddress: settings.forwards === true ? 'smtp:elsewhere@example.com' : null,
    });
    return user;
  }

  /** A mailbox to which another user has full access. */
  opened(customer: CustomerName): { readonly mailbox: User; readonly user: User } {
    const [mailbox, user] = [this.user(customer), this.user(customer)];
    const mailboxes = this.world.mailboxes(this.tenant(customer));
    const settings = mailboxes.current(mailbox);
    if (settings) mailboxes.save(mailbox, { ...settings, fullAccess: [{ id: user.id, autoMapping: true }] });
    return { mailbox, user };
  }

  subscription(customer: CustomerName): string {
    return addSubscription(this.world, { tenant: customer, item: 'CFQ7TTC0LH18:0001', quantity: 5 });
  }

  /** A tenant that is not on record. */
  stranger(): Tenant {
    const name = this.name('stranger');
    const gdapEndsAt = new Date(Date.now() + 700 * dayMs).toISOString();
    const id = `77777777-0000-4000-8000-${String(this.#count).padStart(12, '0')}`;
    const tenant = newTenant({ id, name, displayName: name, domain: `${name}.onmicrosoft.com`, gdapEndsAt, seats: {} });
    this.world.tenants.set(tenant);
    return tenant;
  }
}
