import type { GraphReader } from '../../connections/types';
import { path } from '../../connections/http/path';
import type { JsonObject } from '../../json';
import { orRefuse, refusal } from '../look-up';

/** A user as a look-up records it. */
export interface FoundUser extends JsonObject {
  readonly id: string;
  readonly userPrincipalName: string;
}

/** Fields of a user by id or name; USER_NOT_FOUND when there is none. */
export function readUser<T>(graph: GraphReader, user: string, fields: string): Promise<T> {
  return orRefuse(
    graph.get<T>(path`/users/${user}?$select=${fields}`),
    'USER_NOT_FOUND',
    `There is no user ${user} in the tenant.`,
  );
}

export async function findUser(graph: GraphReader, user: string): Promise<FoundUser> {
  const { id, userPrincipalName } = await readUser<FoundUser>(graph, user, 'id,userPrincipalName');
  return { id, userPrincipalName };
}

/** As findUser, but DIRECTORY_SYNCED when the user is mastered in a local directory. */
export async function findCloudUser(graph: GraphReader, user: string): Promise<FoundUser> {
  const found = await readUser<FoundUser & { readonly onPremisesSyncEnabled: boolean | null }>(
    graph,
    user,
    'id,userPrincipalName,onPremisesSyncEnabled',
  );
  if (found.onPremisesSyncEnabled === true)
    throw refusal('DIRECTORY_SYNCED', `${found.userPrincipalName} is synchronised from a local directory.`);
  return { id: found.id, userPrincipalName: found.userPrincipalName };
}
