import type { Collection } from '../store';
import { type Replicated, seen, written } from '../replica';

/** Who is a direct member of which group. */
export class Memberships {
  private readonly byGroup = new Map<string, Set<string>>();

  constructor(
    private readonly stored: Collection<Replicated<true>>,
    private readonly lagMs: () => number,
  ) {
    for (const [key] of stored.entries()) {
      const [groupId = '', memberId = ''] = key.split('/');
      this.members(groupId).add(memberId);
    }
  }

  has(groupId: string, memberId: string): boolean {
    return this.stored.get(key(groupId, memberId))?.now === true;
  }

  add(groupId: string, memberId: string): void {
    const at = key(groupId, memberId);
    this.members(groupId).add(memberId);
    this.stored.set(at, written(this.stored.get(at), true, this.lagMs()));
  }

  remove(groupId: string, memberId: string): void {
    const at = key(groupId, memberId);
    const lag = this.lagMs();
    if (lag > 0) {
      this.stored.set(at, written(this.stored.get(at), null, lag));
      return;
    }
    this.members(groupId).delete(memberId);
    this.stored.delete(at);
  }

  /** Members of a group as a replica answers them. */
  readMembers(groupId: string): string[] {
    return [...this.members(groupId)].filter((memberId) => seen(this.stored.get(key(groupId, memberId))));
  }

  /** Members of a group at this moment. */
  currentMembers(groupId: string): string[] {
    return [...this.members(groupId)].filter((memberId) => this.has(groupId, memberId));
  }

  /** Of these groups, those a replica says the object is a member of. */
  readGroupsOf<T extends { readonly id: string }>(memberId: string, groups: Iterable<T>): T[] {
    return [...groups].filter((group) => seen(this.stored.get(key(group.id, memberId))));
  }

  private members(groupId: string): Set<string> {
    let members = this.byGroup.get(groupId);
    if (!members) this.byGroup.set(groupId, (members = new Set()));
    return members;
  }
}

const key = (groupId: string, memberId: string): string => `${groupId}/${memberId}`;
