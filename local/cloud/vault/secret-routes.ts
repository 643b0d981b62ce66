import { type Answer, isObject, json } from '../wire';
import { refuse } from './errors';
import type { VaultRequest, VaultRoute } from './route';
import type { SecretInput, SecretVersion } from './secrets';

const recoverableDays = 90;
const valueLimit = 25_600;

export const secretRoutes: readonly VaultRoute[] = [
  { method: 'PUT', path: '/secrets/{name}', handle: set },
  {
    method: 'GET',
    path: '/secrets',
    handle: (request) =>
      list(
        request,
        request.secrets.names().map((name) => item(request, name)),
      ),
  },
  {
    method: 'GET',
    path: '/secrets/{name}/versions',
    handle: (request) =>
      list(
        request,
        request.secrets.versions(request.name).map((version) => described(request, request.name, version)),
      ),
  },
  ...['/secrets/{name}', '/secrets/{name}/{version}'].map((path): VaultRoute => ({ method: 'GET', path, handle: get })),
  ...['/secrets/{name}', '/secrets/{name}/{version}'].map((path): VaultRoute => ({
    method: 'PATCH',
    path,
    handle: update,
  })),
  {
    method: 'DELETE',
    path: '/secrets/{name}',
    handle: (request) => {
      request.secrets.delete(request.name);
      request.record('secret.delete');
      return { status: 200, body: deleted(request, request.name) };
    },
  },
  {
    method: 'GET',
    path: '/deletedsecrets',
    handle: (request) =>
      list(
        request,
        request.secrets.names(true).map((name) => deleted(request, name)),
      ),
  },
  {
    method: 'GET',
    path: '/deletedsecrets/{name}',
    handle: (request) => ({ status: 200, body: deleted(request, request.name) }),
  },
  {
    method: 'POST',
    path: '/deletedsecrets/{name}/recover',
    handle: (request) => {
      const version = request.secrets.recover(request.name);
      request.record('secret.recover');
      return { status: 200, body: described(request, request.name, version) };
    },
  },
  {
    method: 'DELETE',
    path: '/deletedsecrets/{name}',
    handle: (request) => {
      request.secrets.purge(request.name);
      request.record('secret.purge');
      return { status: 204 };
    },
  },
];

function set(request: VaultRequest): Answer {
  const { name, secrets } = request;
  if (!/^[\da-zA-Z-]{1,127}$/.test(name))
    refuse(400, 'BadParameter', `The request URI contains an invalid name: ${name}`);
  const body = json(request.call);
  const value = isObject(body) ? body['value'] : undefined;
  if (typeof value !== 'string')
    return refuse(400, 'BadParameter', "The request body must contain the property 'value'.");
  if (Buffer.byteLength(value) > valueLimit)
    refuse(400, 'BadParameter', `The value exceeds ${String(valueLimit)} bytes.`);
  const version = secrets.set(name, { value, ...changes(body) });
  request.record('secret.set');
  return { status: 200, body: bundle(request, name, version) };
}

function get(request: VaultRequest): Answer {
  const { name, version, secrets } = request;
  const found = secrets.get(name, version);
  if (found.attributes?.enabled === false) {
    refuse(403, 'Forbidden', 'Operation get is not allowed on a disabled secret.');
  }
  return { status: 200, body: bundle(request, name, found) };
}

function update(request: VaultRequest): Answer {
  const { name, version, secrets } = request;
  const after = secrets.update(name, version, changes(json(request.call)));
  request.record('secret.update');
  return { status: 200, body: described(request, name, after) };
}

function changes(body: unknown): Omit<SecretInput, 'value'> {
  if (!isObject(body)) return {};
  const { contentType, tags, attributes } = body;
  return {
    ...(typeof contentType === 'string' ? { contentType } : {}),
    ...(isObject(tags) ? { tags: tags as Record<string, string> } : {}),
    ...(isObject(attributes) ? { attributes } : {}),
  };
}

function described({ origin }: VaultRequest, name: string, version: SecretVersion): Record<string, unknown> {
  return {
    id: `${origin}/secrets/${name}/${version.version}`,
    ...(version.contentType === undefined ? {} : { contentType: version.contentType }),
    ...(version.tags ? { tags: version.tags } : {}),
    attributes: {
      enabled: true,
      ...version.attributes,
      created: version.created,
      updated: version.updated,
      recoveryLevel: 'Recoverable+Purgeable',
      recoverableDays,
    },
  };
}

function bundle(request: VaultRequest, name: string, version: SecretVersion): Record<string, unknown> {
  return { value: version.value, ...described(request, name, version) };
}

function item(request: VaultRequest, name: string): Record<string, unknown> {
  return { ...described(request, name, request.secrets.get(name, '')), id: `${request.origin}/secrets/${name}` };
}

function deleted(request: VaultRequest, name: string): Record<string, unknown> {
  const { version, deletedAt } = request.secrets.deleted(name);
  return {
    ...described(request, name, version),
    recoveryId: `${request.origin}/deletedsecrets/${name}`,
    deletedDate: deletedAt,
    scheduledPurgeDate: deletedAt + recoverableDays * 86_400,
  };
}

/** A page of a list with the link to the next. */
function list({ call, origin }: VaultRequest, items: readonly unknown[]): Answer {
  const size = Number(call.query.get('maxresults') ?? 25);
  const start = Number(call.query.get('$skiptoken') ?? 0);
  const end = start + size;
  const query = new URLSearchParams(call.query);
  query.set('$skiptoken', String(end));
  const nextLink = end < items.length ? `${origin}${call.path}?${query.toString()}` : null;
  return { status: 200, body: { value: items.slice(start, end), nextLink } };
}
