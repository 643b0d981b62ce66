import { path } from '../../connections/http/path';
import type { GraphReader } from '../../connections/types';
import type { Finding } from '../action';
import { orUndefined } from '../look-up';
import type { FoundUser } from './find-user';

/** Looks whether the user of a name is the one our request created: the marker tells, not likeness. */
export async function findMarked(
  graph: GraphReader,
  upn: string,
  markerProperty: string,
  marker: string,
): Promise<Finding<FoundUser>> {
  const user = await orUndefined(
    graph.get<FoundUser>(path`/users/${upn}?$select=id,userPrincipalName,${markerProperty}`),
  );
  if (!user) return { is: 'absent' };
  if (user[markerProperty] !== marker) return { is: 'taken' };
  return { is: 'found', result: { id: user.id, userPrincipalName: user.userPrincipalName } };
}
