import { type Answer, isObject, json } from '../wire';
import { badRequest, notFound } from './errors';
import { isUnified, refuseRoleAssignable } from './group-rules';
import { changeableGroup } from './groups';
import { type Group, isUser, type User } from './objects';
import { page } from './query';
import { type GraphRequest, type GraphRoute, readers, record } from './route';
import { directoryObjectShape } from './shapes';

const writers = ['Groups Administrator', 'User Administrator'] as const;

export const groupMemberRoutes: readonly GraphRoute[] = [
  {
    method: 'GET',
    path: '/groups/{group-id}/members',
    scopes: [
      'GroupMember.ReadBasic.All',
      'GroupMember.Read.All',
      'GroupMember.ReadWrite.All',
      'Group.ReadBasic.All',
      'Group.Read.All',
      'Group.ReadWrite.All',
      'Directory.Read.All',
    ],
    roles: readers,
    handle: (request) => {
      const { params, directory } = request;
      const id = params['group-id'] ?? '';
      const group = directory.readGroup(id) ?? notFound(id);
      const members = directory.memberships.readMembers(group.id).flatMap((memberId) => {
        const member = directory.readUser(memberId) ?? directory.readGroup(memberId);
        return member ? [member] : [];
      });
      return page(request, directoryObjectShape, members);
    },
  },
  {
    method: 'GET',
    path: '/users/{user-id}/memberOf',
    scopes: [
      'GroupMember.ReadBasic.All',
      'GroupMember.Read.All',
      'Group.ReadBasic.All',
      'Directory.Read.All',
      'Directory.ReadWrite.All',
    ],
    roles: readers,
    handle: (request) => {
      const { params, directory } = request;
      const id = params['user-id'] ?? '';
      const user = directory.readUser(id) ?? notFound(id);
      return page(request, directoryObjectShape, directory.memberships.readGroupsOf(user.id, directory.readGroups()));
    },
  },
  {
    method: 'POST',
    path: '/groups/{group-id}/members/$ref',
    scopes: ['GroupMember.ReadWrite.All'],
    roles: writers,
    handle: add,
  },
  {
    method: 'DELETE',
    path: '/groups/{group-id}/members/{directoryObject-id}/$ref',
    scopes: ['GroupMember.ReadWrite.All', 'Group.ReadWrite.All', 'Directory.ReadWrite.All'],
    roles: writers,
    handle: remove,
  },
];

function add(request: GraphRequest): Answer {
  const { directory } = request;
  const group = changeableGroup(request);
  refuseUnmanageable(request, group);
  const memberId = referencedId(json(request.call));
  const member = directory.changeableUser(memberId) ?? directory.changeableGroup(memberId) ?? notFound(memberId);
  if (directory.memberships.has(group.id, member.id)) {
    badRequest("One or more added object references already exist for the following modified properties: 'members'.");
  }
  directory.memberships.add(group.id, member.id);
  record(request, 'group.member.add', `${group.displayName}/${nameOf(member)}`, group.id);
  return { status: 204 };
}

function remove(request: GraphRequest): Answer {
  const { directory, params } = request;
  const group = changeableGroup(request);
  refuseUnmanageable(request, group);
  const memberId = (params['directoryObject-id'] ?? '').toLowerCase();
  if (!directory.memberships.has(group.id, memberId)) notFound(memberId);
  directory.memberships.remove(group.id, memberId);
  const member = directory.changeableUser(memberId) ?? directory.changeableGroup(memberId);
  record(request, 'group.member.remove', `${group.displayName}/${member ? nameOf(member) : memberId}`, group.id);
  return { status: 204 };
}

/** Which groups' members Graph does not change. https://learn.microsoft.com/en-us/graph/api/group-post-members */
function refuseUnmanageable(request: GraphRequest, group: Group): void {
  if (group.groupTypes.includes('DynamicMembership')) {
    badRequest(
      'Insufficient privileges to complete the operation: the membership of a dynamic group is managed by its rule.',
    );
  }
  if (group.mailEnabled && !isUnified(group)) {
    badRequest('Cannot Update a mail-enabled security groups and or distribution list.');
  }
  if (group.onPremisesSyncEnabled) {
    badRequest(
      'Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.',
    );
  }
  if (group.isAssignableToRole) refuseRoleAssignable(request);
}

/** The id at the end of a reference like https://graph.microsoft.com/v1.0/directoryObjects/{id}. */
function referencedId(body: unknown): string {
  const reference = isObject(body) ? body['@odata.id'] : undefined;
  const id =
    typeof reference === 'string' ? /\/(?:directoryObjects|users|groups)\/([^/]+)$/i.exec(reference)?.[1] : undefined;
  return id === undefined ? badRequest("Invalid value specified for property '@odata.id'.") : decodeURIComponent(id);
}

const nameOf = (object: User | Group): string => (isUser(object) ? object.userPrincipalName : object.displayName);
