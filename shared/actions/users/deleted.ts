import type { GraphReader } from '../../connections/types';
import { path } from '../../connections/http/path';
import { isGuid, orUndefined, refusal } from '../look-up';
import { findUser, type FoundUser } from './find-user';

/** Whether a user is among the deleted ones; undefined when it is neither there nor among the others (yet). */
export async function isDeleted(graph: GraphReader, id: string): Promise<boolean | undefined> {
  const [item, user] = await Promise.all([
    orUndefined(graph.get(path`/directory/deletedItems/${id}`)),
    orUndefined(graph.get(path`/users/${id}?$select=id`)),
  ]);
  // A replica may still show a user that has just been deleted.
  if (item !== undefined) return true;
  return user === undefined ? undefined : false;
}

/** A deleted user by id or by the name it had, or one that is back already. */
export async function findDeletedUser(graph: GraphReader, user: string): Promise<FoundUser> {
  return (isGuid(user) ? await byId(graph, user) : await byName(graph, user)) ?? findUser(graph, user);
}

async function byId(graph: GraphReader, id: string): Promise<FoundUser | undefined> {
  const item = await orUndefined(graph.get<FoundUser>(path`/directory/deletedItems/${id}`));
  return item && { id: item.id, userPrincipalName: nameBefore(item) };
}

async function byName(graph: GraphReader, name: string): Promise<FoundUser | undefined> {
  const items = await graph.list<FoundUser>(
    path`/directory/deletedItems/microsoft.graph.user?$select=id,userPrincipalName`,
  );
  const [found, ...others] = items
    .map((item) => ({ id: item.id, userPrincipalName: nameBefore(item) }))
    .filter(({ userPrincipalName }) => userPrincipalName.toLowerCase() === name.toLowerCase());
  if (others.length > 0) throw refusal('USER_NOT_FOUND', `More than one deleted user was called ${name}; use the id.`);
  return found;
}

/** Graph puts the id in front of a deleted user's name. https://learn.microsoft.com/graph/api/directory-deleteditems-list */
function nameBefore({ id, userPrincipalName }: FoundUser): string {
  const prefix = id.replaceAll('-', '').toLowerCase();
  return userPrincipalName.toLowerCase().startsWith(prefix)
    ? userPrincipalName.slice(prefix.length)
    : userPrincipalName;
}
