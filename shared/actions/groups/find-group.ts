import type { GraphReader } from '../../connections/types';
import { path } from '../../connections/http/path';
import type { JsonObject } from '../../json';
import { isGuid, orRefuse, refusal } from '../look-up';

/** A group as a look-up records it. */
export interface FoundGroup extends JsonObject {
  readonly id: string;
  readonly displayName: string;
}

interface Group {
  readonly id: string;
  readonly displayName: string;
  readonly groupTypes: readonly string[];
  readonly mailEnabled: boolean | null;
  readonly onPremisesSyncEnabled: boolean | null;
  readonly isAssignableToRole: boolean | null;
}

const fields = 'id,displayName,groupTypes,mailEnabled,onPremisesSyncEnabled,isAssignableToRole';

/** A group by id or display name whose members can be changed through Graph. */
export async function findGroup(graph: GraphReader, group: string): Promise<FoundGroup> {
  const found = isGuid(group) ? await byId(graph, group) : await byName(graph, group);
  const reason = whyNot(found);
  if (reason !== undefined) throw refusal('GROUP_NOT_SUPPORTED', `${found.displayName} ${reason}.`);
  return { id: found.id, displayName: found.displayName };
}

/** Several groups, each once. */
export async function findGroups(graph: GraphReader, groups: readonly string[]): Promise<FoundGroup[]> {
  const found = await Promise.all(groups.map((group) => findGroup(graph, group)));
  return [...new Map(found.map((group) => [group.id, group])).values()];
}

function byId(graph: GraphReader, id: string): Promise<Group> {
  const answer = graph.get<Group>(path`/groups/${id}?$select=${fields}`);
  return orRefuse(answer, 'GROUP_NOT_FOUND', `There is no group ${id} in the tenant.`);
}

async function byName(graph: GraphReader, name: string): Promise<Group> {
  const [found, ...others] = await graph.list<Group>(path`/groups?$filter=displayName eq '${name}'&$select=${fields}`);
  if (!found) throw refusal('GROUP_NOT_FOUND', `There is no group ${name} in the tenant.`);
  if (others.length > 0) throw refusal('GROUP_AMBIGUOUS', `More than one group is called ${name}.`);
  return found;
}

/** Which groups' members Graph does not change. https://learn.microsoft.com/graph/api/group-post-members */
function whyNot(group: Group): string | undefined {
  if (group.groupTypes.includes('DynamicMembership')) return 'takes its members by a rule';
  if (group.mailEnabled === true && !group.groupTypes.includes('Unified')) return 'is managed in Exchange';
  if (group.onPremisesSyncEnabled === true) return 'is synchronised from a local directory';
  if (group.isAssignableToRole === true) return 'gives a role to its members';
  return undefined;
}
