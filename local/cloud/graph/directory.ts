import type { Collection, Store } from '../store';
import { type Replicated, seen, written } from '../replica';
import { Memberships } from './memberships';
import type { DeletedItem, Group, User } from './objects';

const recycleMs = 30 * 86_400_000;

/** The directory of one tenant. */
export class Directory {
  readonly memberships: Memberships;
  private readonly storedUsers: Collection<Replicated<User>>;
  private readonly storedGroups: Collection<Replicated<Group>>;
  private readonly storedDeleted: Collection<DeletedItem>;
  private readonly idByUpn = new Map<string, string>();
  private readonly seatsUsed = new Map<string, number>();

  constructor(
    store: Store,
    tenantId: string,
    private readonly lagMs: () => number,
    private readonly userSaved: (user: User) => void,
  ) {
    this.storedUsers = store.collection(`users:${tenantId}`);
    this.storedGroups = store.collection(`groups:${tenantId}`);
    this.storedDeleted = store.collection(`deleted:${tenantId}`);
    this.memberships = new Memberships(store.collection(`members:${tenantId}`), lagMs);
    for (const { now } of this.storedUsers.values()) if (now) this.index(undefined, now);
  }

  /** What a replica answers for an id or user principal name. */
  readUser(key: string): User | null {
    const user = seen(this.storedUsers.get(this.userId(key)));
    return user && (user.id === key.toLowerCase() || sameUpn(user.userPrincipalName, key)) ? user : null;
  }

  /** The present state of a user that replicas already know: one they do not know cannot be changed yet either. */
  changeableUser(key: string): User | null {
    const entry = this.storedUsers.get(this.userId(key));
    return entry?.now && seen(entry) ? entry.now : null;
  }

  userByUpn(upn: string): User | null {
    return this.storedUsers.get(this.idByUpn.get(upn.toLowerCase()) ?? '')?.now ?? null;
  }

  *readUsers(): Generator<User> {
    for (const entry of this.storedUsers.values()) {
      const user = seen(entry);
      if (user) yield user;
    }
  }

  *users(): Generator<User> {
    for (const { now } of this.storedUsers.values()) if (now) yield now;
  }

  saveUser(user: User): void {
    const entry = this.storedUsers.get(user.id);
    this.index(entry?.now ?? undefined, user);
    this.storedUsers.set(user.id, written(entry, user, this.lagMs()));
    this.userSaved(user);
  }

  removeUser(user: User): void {
    this.index(user, undefined);
    this.remove(this.storedUsers, user.id);
  }

  readGroup(id: string): Group | null {
    return seen(this.storedGroups.get(id.toLowerCase()));
  }

  changeableGroup(id: string): Group | null {
    const entry = this.storedGroups.get(id.toLowerCase());
    return entry?.now && seen(entry) ? entry.now : null;
  }

  *readGroups(): Generator<Group> {
    for (const entry of this.storedGroups.values()) {
      const group = seen(entry);
      if (group) yield group;
    }
  }

  *groups(): Generator<Group> {
    for (const { now } of this.storedGroups.values()) if (now) yield now;
  }

  saveGroup(group: Group): void {
    this.storedGroups.set(group.id, written(this.storedGroups.get(group.id), group, this.lagMs()));
  }

  removeGroup(group: Group): void {
    this.remove(this.storedGroups, group.id);
  }

  deletedItem(id: string): DeletedItem | undefined {
    const item = this.storedDeleted.get(id.toLowerCase());
    return item && Date.parse(item.deletedDateTime) + recycleMs > Date.now() ? item : undefined;
  }

  deletedItems(): DeletedItem[] {
    return [...this.storedDeleted.values()].filter((item) => this.deletedItem(item.object.id));
  }

  saveDeleted(item: DeletedItem): void {
    this.storedDeleted.set(item.object.id, item);
  }

  purgeDeleted(id: string): void {
    this.storedDeleted.delete(id.toLowerCase());
  }

  seatsTaken(skuId: string): number {
    return this.seatsUsed.get(skuId) ?? 0;
  }

  get userCount(): number {
    return this.idByUpn.size;
  }

  private userId(key: string): string {
    const lower = key.toLowerCase();
    return this.storedUsers.has(lower) ? lower : (this.idByUpn.get(lower) ?? '');
  }

  private remove<T>(stored: Collection<Replicated<T>>, id: string): void {
    const lag = this.lagMs();
    // With lag a tombstone stays, so that replicas go on answering the object for a while.
    if (lag > 0) stored.set(id, written(stored.get(id), null, lag));
    else stored.delete(id);
  }

  private index(before: User | undefined, after: User | undefined): void {
    if (before) this.idByUpn.delete(before.userPrincipalName.toLowerCase());
    if (after) this.idByUpn.set(after.userPrincipalName.toLowerCase(), after.id);
    for (const { skuId } of before?.assignedLicenses ?? []) this.seatsUsed.set(skuId, this.seatsTaken(skuId) - 1);
    for (const { skuId } of after?.assignedLicenses ?? []) this.seatsUsed.set(skuId, this.seatsTaken(skuId) + 1);
  }
}

function sameUpn(upn: string, key: string): boolean {
  return upn.toLowerCase() === key.toLowerCase();
}
