import { type Answer, isObject, json, seconds } from '../wire';
import { conflict, denied, notFound, notImplemented } from './errors';
import type { Directory } from './directory';
import { isUnified } from './group-rules';
import { type DeletedItem, type Group, isUser, merged, type User } from './objects';
import { entity, page } from './query';
import { type GraphRequest, type GraphRoute, readers, record } from './route';
import { directoryObjectShape, groupShape, userShape } from './shapes';
import { checkUpn } from './user-rules';

const userScopes = ['User.Read.All', 'User.ReadWrite.All'];
const groupScopes = ['Group.Read.All', 'Group.ReadWrite.All'];

export const deletedItemRoutes: readonly GraphRoute[] = [
  // Both notations of the type cast are in use.
  ...['microsoft.graph.user', 'graph.user'].map((cast): GraphRoute => ({
    method: 'GET',
    path: `/directory/deletedItems/${cast}`,
    scopes: userScopes,
    roles: readers,
    handle: (request) => page(request, userShape, objects(request).filter(isUser)),
  })),
  ...['microsoft.graph.group', 'graph.group'].map((cast): GraphRoute => ({
    method: 'GET',
    path: `/directory/deletedItems/${cast}`,
    scopes: groupScopes,
    roles: readers,
    handle: (request) =>
      page(
        request,
        groupShape,
        objects(request).filter((object): object is Group => !isUser(object)),
      ),
  })),
  {
    method: 'GET',
    path: '/directory/deletedItems/{directoryObject-id}',
    scopes: [...userScopes, ...groupScopes],
    roles: readers,
    handle: (request) => {
      const item = find(request);
      allow(request, item.kind === 'user' ? userScopes : groupScopes);
      return { status: 200, body: entity(request, directoryObjectShape, shown(item)) };
    },
  },
  {
    method: 'POST',
    path: '/directory/deletedItems/{directoryObject-id}/restore',
    scopes: ['User.DeleteRestore.All', 'User.ReadWrite.All', 'Group.ReadWrite.All'],
    roles: ['User Administrator', 'Groups Administrator'],
    handle: restore,
  },
  {
    method: 'DELETE',
    path: '/directory/deletedItems/{directoryObject-id}',
    scopes: ['User.DeleteRestore.All', 'User.ReadWrite.All', 'Group.ReadWrite.All'],
    roles: ['User Administrator', 'Groups Administrator'],
    handle: (request) => {
      const item = find(request);
      allow(request, item.kind === 'user' ? ['User.DeleteRestore.All', 'User.ReadWrite.All'] : ['Group.ReadWrite.All']);
      request.directory.purgeDeleted(item.object.id);
      record(request, `${item.kind}.purge`, nameOf(item.object), item.object.id);
      return { status: 204 };
    },
  },
];

/** Moves a user to the deleted items, out of all groups; seats become free. */
export function deleteUser(directory: Directory, user: User): void {
  const memberOf = [...directory.groups()].filter((group) => directory.memberships.has(group.id, user.id));
  for (const group of memberOf) directory.memberships.remove(group.id, user.id);
  const deletedDateTime = seconds(new Date());
  directory.saveDeleted({ kind: 'user', object: user, deletedDateTime, memberOf: memberOf.map(({ id }) => id) });
  directory.removeUser(user);
}

/** Only Microsoft 365 groups can be restored; the others are gone at once. https://learn.microsoft.com/en-us/graph/api/group-delete */
export function deleteGroup(directory: Directory, group: Group): void {
  const members = directory.memberships.currentMembers(group.id);
  for (const member of members) directory.memberships.remove(group.id, member);
  if (isUnified(group)) {
    directory.saveDeleted({ kind: 'group', object: group, deletedDateTime: seconds(new Date()), members });
  }
  directory.removeGroup(group);
}

function objects({ directory }: GraphRequest): (User | Group)[] {
  return directory.deletedItems().map(shown);
}

/** While deleted, a user's name carries its id in front, which frees the name. */
function shown(item: DeletedItem): User | Group {
  const { object, deletedDateTime } = item;
  if (item.kind === 'group') return merged(object, { deletedDateTime });
  const prefix = object.id.replaceAll('-', '');
  return merged(item.object, { deletedDateTime, userPrincipalName: `${prefix}${item.object.userPrincipalName}` });
}

function find({ params, directory }: GraphRequest): DeletedItem {
  const id = params['directoryObject-id'] ?? '';
  return directory.deletedItem(id) ?? notFound(id);
}

function restore(request: GraphRequest): Answer {
  const item = find(request);
  const object = item.kind === 'user' ? restoreUser(request, item) : restoreGroup(request, item);
  request.directory.purgeDeleted(object.id);
  record(request, `${item.kind}.restore`, nameOf(object), object.id);
  return { status: 200, body: entity(request, directoryObjectShape, object) };
}

function restoreUser(request: GraphRequest, item: DeletedItem & { readonly kind: 'user' }): User {
  const { directory, tenant } = request;
  allow(request, ['User.DeleteRestore.All', 'User.ReadWrite.All']);
  const named = withNewName(request, item.object);
  if (directory.userByUpn(named.userPrincipalName)) conflict('userPrincipalName');
  // Licenses come back as far as there are seats.
  const seatLeft = (skuId: string): boolean => directory.seatsTaken(skuId) < (tenant.seats[skuId] ?? 0);
  const user = merged(named, { assignedLicenses: named.assignedLicenses.filter(({ skuId }) => seatLeft(skuId)) });
  directory.saveUser(user);
  for (const group of directory.groups()) {
    if (item.memberOf.includes(group.id)) directory.memberships.add(group.id, user.id);
  }
  return user;
}

function restoreGroup(request: GraphRequest, { object, members }: DeletedItem & { readonly kind: 'group' }): Group {
  const { directory } = request;
  allow(request, ['Group.ReadWrite.All']);
  directory.saveGroup(object);
  for (const member of members) if (directory.changeableUser(member)) directory.memberships.add(object.id, member);
  return object;
}

function withNewName({ call, tenant }: GraphRequest, user: User): User {
  const body = json(call);
  if (!isObject(body)) return user;
  for (const name of Object.keys(body)) {
    if (name !== 'newUserPrincipalName' && name !== 'autoReconcileProxyConflict') notImplemented(`${name} in restore`);
  }
  const { newUserPrincipalName: upn } = body;
  return upn === undefined ? user : merged(user, { userPrincipalName: checkUpn(upn, tenant) });
}

function allow({ token }: GraphRequest, scopes: readonly string[]): void {
  if (!scopes.some((scope) => token.scopes.includes(scope))) denied();
}

const nameOf = (object: User | Group): string => (isUser(object) ? object.userPrincipalName : object.displayName);
