import { json } from '../wire';
import { conflict, notFound } from './errors';
import { readSecret, refuseWeakPassword, refuseWithoutPasswordScope, passwordDigest } from './passwords';
import { newUser } from './new-objects';
import { merged, type User } from './objects';
import { userProperties } from './properties';
import { created, entity, page } from './query';
import { type GraphRequest, type GraphRoute, readers, record } from './route';
import { userShape } from './shapes';
import { deleteUser } from './deleted-items';
import { changes, checkUpn, checkUsageLocation, refuseSynced } from './user-rules';
import { requireProperties, writable } from './validate';

const readScopes = [
  'User.ReadBasic.All',
  'User.Read.All',
  'User.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
];
const writeScopes = ['User.ReadWrite.All', 'Directory.ReadWrite.All'];

export const userRoutes: readonly GraphRoute[] = [
  {
    method: 'GET',
    path: '/users',
    scopes: readScopes,
    roles: readers,
    handle: (request) => page(request, userShape, usersFor(request)),
  },
  {
    method: 'GET',
    path: '/users/{user-id}',
    scopes: readScopes,
    roles: readers,
    handle: (request) => {
      const id = request.params['user-id'] ?? '';
      return { status: 200, body: entity(request, userShape, request.directory.readUser(id) ?? notFound(id)) };
    },
  },
  { method: 'POST', path: '/users', scopes: writeScopes, roles: ['User Administrator'], handle: create },
  {
    method: 'PATCH',
    path: '/users/{user-id}',
    scopes: [...writeScopes, 'User.EnableDisableAccount.All', 'User-PasswordProfile.ReadWrite.All'],
    roles: ['User Administrator'],
    handle: update,
  },
  {
    method: 'DELETE',
    path: '/users/{user-id}',
    scopes: ['User.DeleteRestore.All', 'User.ReadWrite.All'],
    roles: ['User Administrator'],
    handle: (request) => {
      const user = changeable(request);
      deleteUser(request.directory, user);
      record(request, 'user.delete', user.userPrincipalName, user.id);
      return { status: 204 };
    },
  },
];

/** The user a write is for: replicas must know it already, or the write meets the same 404 as a read. */
export function changeable({ params, directory }: GraphRequest): User {
  const id = params['user-id'] ?? '';
  return directory.changeableUser(id) ?? notFound(id);
}

/** A look-up by name among 20,000 users is the commonest list: it need not visit them all. */
function usersFor({ call, directory }: GraphRequest): Iterable<User> {
  const upn = /^\s*userPrincipalName eq '([^']+)'\s*$/.exec(call.query.get('$filter') ?? '')?.[1];
  if (upn === undefined) return directory.readUsers();
  const user = directory.readUser(upn);
  return user ? [user] : [];
}

function create(request: GraphRequest): { status: number; headers: Record<string, string>; body: unknown } {
  const { call, tenant, directory } = request;
  const { passwordProfile, ...properties } = writable(json(call), userProperties, 'User', tenant);
  requireProperties(properties, ['accountEnabled', 'displayName', 'mailNickname', 'userPrincipalName'], 'User');
  requireProperties({ passwordProfile }, ['passwordProfile'], 'User');
  const upn = checkUpn(properties['userPrincipalName'], tenant);
  const password = readSecret(passwordProfile);
  refuseWeakPassword(password);
  checkUsageLocation(properties['usageLocation']);
  if (directory.userByUpn(upn)) conflict('userPrincipalName');
  const user = newUser(upn, { ...properties, passwordSha256: passwordDigest(password) });
  directory.saveUser(user);
  record(request, 'user.create', upn, user.id);
  return {
    status: 201,
    headers: { location: `${request.root}/${tenant.id}/directoryObjects/${user.id}/Microsoft.DirectoryServices.User` },
    body: created(request, userShape, user),
  };
}

function update(request: GraphRequest): { status: number } {
  const { call, tenant, directory, token } = request;
  const before = changeable(request);
  const { passwordProfile, ...properties } = writable(json(call), userProperties, 'User', tenant);
  refuseWithoutPasswordScope(token, properties, passwordProfile !== undefined);
  if (before.onPremisesSyncEnabled) refuseSynced(properties, passwordProfile !== undefined);
  if ('displayName' in properties) requireProperties(properties, ['displayName'], 'User');
  if ('userPrincipalName' in properties) {
    const upn = checkUpn(properties['userPrincipalName'], tenant);
    const other = directory.userByUpn(upn);
    if (other && other.id !== before.id) conflict('userPrincipalName');
  }
  checkUsageLocation(properties['usageLocation']);
  if (passwordProfile !== undefined) {
    const password = readSecret(passwordProfile, false);
    if (password !== undefined) {
      refuseWeakPassword(password);
      properties['passwordSha256'] = passwordDigest(password);
      properties['lastPasswordChangeDateTime'] = new Date().toISOString();
    }
  }
  const after = merged(before, properties);
  if (changes(before, after)) {
    directory.saveUser(after);
    record(request, 'user.update', after.userPrincipalName, after.id);
  }
  return { status: 204 };
}
