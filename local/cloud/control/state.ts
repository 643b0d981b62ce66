import type { DeletedItem } from '../graph/objects';
import { findSku } from '../graph/skus';
import type { Tenant } from '../tenants';
import type { Answer, Call } from '../wire';
import type { World } from '../world';
import { tenant } from './input';

/** A tenant's objects as the cloud holds them, in an order that does not depend on how they came about. */
export function state(world: World, call: Call): Answer {
  const key = call.query.get('tenant');
  if (key === null) {
    return { status: 200, body: { tenants: [...world.tenants.all()], settings: world.settings } };
  }
  const found = tenant(world, key);
  const directory = world.directory(found);
  const groups = byId(directory.groups()).map((group) => ({
    ...group,
    members: directory.memberships.currentMembers(group.id).sort(),
  }));
  return {
    status: 200,
    body: {
      tenant: { id: found.id, name: found.name, displayName: found.displayName, domains: found.domains },
      consents: found.consents,
      gdap: { roles: found.roles, endsAt: found.gdapEndsAt ?? null },
      extensions: found.extensions,
      partnerCenter: {
        customer: world.partnerCenter.customer(found.id) ?? null,
        agreements: world.partnerCenter.agreements(found.id),
        carts: byId([...world.partnerCenter.carts.values()].filter(({ customerId }) => customerId === found.id)),
        orders: byId(world.partnerCenter.ordersOf(found.id)),
        subscriptions: byId(world.partnerCenter.subscriptionsOf(found.id)),
      },
      skus: Object.entries(found.seats).map(([skuId, seats]) => ({
        skuId,
        skuPartNumber: findSku(skuId)?.skuPartNumber,
        seats,
        consumed: directory.seatsTaken(skuId),
      })),
      users: byId(directory.users()),
      groups,
      mailboxes: mailboxes(world, found),
      deletedItems: directory
        .deletedItems()
        .map(({ kind, object, deletedDateTime }: DeletedItem) => ({ kind, deletedDateTime, object }))
        .sort((a, b) => (a.object.id < b.object.id ? -1 : 1)),
    },
  };
}

function mailboxes(world: World, tenant: Tenant): unknown[] {
  const rows = [...world.mailboxes(tenant).all()].map(({ user, mailbox: { keptUntil: _kept, ...settings } }) => ({
    id: user.id,
    primarySmtpAddress: user.userPrincipalName,
    ...settings,
  }));
  return byId(rows);
}

function byId<T extends { readonly id: string }>(objects: Iterable<T>): T[] {
  return [...objects].sort((a, b) => (a.id < b.id ? -1 : 1));
}
