import { isDeepStrictEqual } from 'node:util';
import { type Answer, json } from '../wire';
import { deleteGroup } from './deleted-items';
import { badRequest, conflict, notFound } from './errors';
import { isUnified, refuseRoleAssignable } from './group-rules';
import { newGroup } from './new-objects';
import { type Group, merged } from './objects';
import { groupProperties } from './properties';
import { created, entity, page } from './query';
import { type GraphRequest, type GraphRoute, readers, record } from './route';
import { groupShape } from './shapes';
import { invalid, requireProperties, writable } from './validate';

const readScopes = [
  'Group.ReadBasic.All',
  'Group.Read.All',
  'Group.ReadWrite.All',
  'GroupMember.Read.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
];
const writeScopes = ['Group.ReadWrite.All', 'Directory.ReadWrite.All'];

export const groupRoutes: readonly GraphRoute[] = [
  {
    method: 'GET',
    path: '/groups',
    scopes: readScopes,
    roles: readers,
    handle: (request) => page(request, groupShape, request.directory.readGroups()),
  },
  {
    method: 'GET',
    path: '/groups/{group-id}',
    scopes: readScopes,
    roles: readers,
    handle: (request) => {
      const id = request.params['group-id'] ?? '';
      return { status: 200, body: entity(request, groupShape, request.directory.readGroup(id) ?? notFound(id)) };
    },
  },
  {
    method: 'POST',
    path: '/groups',
    scopes: writeScopes,
    roles: ['Groups Administrator', 'User Administrator'],
    handle: create,
  },
  {
    method: 'PATCH',
    path: '/groups/{group-id}',
    scopes: writeScopes,
    roles: ['Groups Administrator', 'User Administrator'],
    handle: update,
  },
  {
    method: 'DELETE',
    path: '/groups/{group-id}',
    scopes: ['Group.ReadWrite.All'],
    roles: ['Groups Administrator', 'User Administrator'],
    handle: (request) => {
      const group = changeableGroup(request);
      deleteGroup(request.directory, group);
      record(request, 'group.delete', group.displayName, group.id);
      return { status: 204 };
    },
  },
];

export function changeableGroup({ params, directory }: GraphRequest): Group {
  const id = params['group-id'] ?? '';
  return directory.changeableGroup(id) ?? notFound(id);
}

function create(request: GraphRequest): Answer {
  const { call, tenant, directory } = request;
  const properties = writable(json(call), groupProperties, 'Group', tenant);
  requireProperties(properties, ['displayName', 'mailEnabled', 'mailNickname', 'securityEnabled'], 'Group');
  const unified = isUnified(properties);
  if (properties['mailEnabled'] === true && !unified) {
    // https://learn.microsoft.com/en-us/graph/api/resources/groups-overview: these are made in Exchange.
    badRequest(
      'The service does not currently support writes of mail-enabled groups. Please ensure that the mail-enablement property is unset and the security-enablement property is set.',
    );
  }
  if (unified && properties['mailEnabled'] !== true) invalid('mailEnabled', 'Group');
  if (properties['isAssignableToRole'] === true) refuseRoleAssignable(request);
  for (const group of directory.groups()) {
    if (unified && isUnified(group) && group['mailNickname'] === properties['mailNickname']) conflict('mailNickname');
  }
  const domain = tenant.domains.find(({ isDefault }) => isDefault)?.id ?? '';
  const mail = unified ? { mail: `${String(properties['mailNickname'])}@${domain}` } : {};
  const group = newGroup({ ...properties, ...mail });
  directory.saveGroup(group);
  record(request, 'group.create', group.displayName, group.id);
  return {
    status: 201,
    headers: {
      location: `${request.root}/${tenant.id}/directoryObjects/${group.id}/Microsoft.DirectoryServices.Group`,
    },
    body: created(request, groupShape, group),
  };
}

function update(request: GraphRequest): Answer {
  const before = changeableGroup(request);
  const properties = writable(json(request.call), groupProperties, 'Group', request.tenant);
  if (before.onPremisesSyncEnabled) {
    badRequest(
      'Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.',
    );
  }
  if (before.isAssignableToRole) refuseRoleAssignable(request);
  if ('displayName' in properties) requireProperties(properties, ['displayName'], 'Group');
  if ('mailEnabled' in properties && properties['mailEnabled'] !== before.mailEnabled) invalid('mailEnabled', 'Group');
  const after = merged(before, properties);
  if (!isDeepStrictEqual(before, after)) {
    request.directory.saveGroup(after);
    record(request, 'group.update', after.displayName, after.id);
  }
  return { status: 204 };
}
