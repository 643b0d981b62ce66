import { isAlreadyMember } from '../../connections/graph/errors';
import { path } from '../../connections/http/path';
import type { GraphReader, GraphWriter } from '../../connections/types';
import type { Later } from '../../later';
import { orUndefined } from '../look-up';
import { findUser } from '../users/find-user';
import { findGroup } from './find-group';

/** A group and a user by id or name, looked up at once. */
export async function findBoth(graph: GraphReader, names: { readonly group: string; readonly user: string }) {
  const [group, user] = await Promise.all([findGroup(graph, names.group), findUser(graph, names.user)]);
  return { group, user };
}

/** Whether a user is a direct member of a group, read from the user: few are in many groups, many groups are large. */
export async function isMember(graph: GraphReader, groupId: string, userId: string): Promise<boolean> {
  const groups = await graph.list<{ readonly id: string }>(path`/users/${userId}/memberOf?$select=id&$top=999`);
  return groups.some(({ id }) => id === groupId);
}

/** Adds a member; that it is one already is as wanted. */
export async function addTo(graph: GraphWriter, groupId: string, userId: string | Later<string>): Promise<void> {
  try {
    await graph.refer(path`/groups/${groupId}/members/$ref`, path`/directoryObjects/${userId}`);
  } catch (error) {
    if (!isAlreadyMember(error)) throw error;
  }
}

/** Removes a member; that it is none is as wanted. */
export async function removeFrom(graph: GraphWriter, groupId: string, userId: string): Promise<void> {
  await orUndefined(graph.delete(path`/groups/${groupId}/members/${userId}/$ref`));
}
