import { type Answer, isObject, json } from '../wire';
import { refuse } from './errors';
import { publicJwk } from './keys';
import type { VaultRequest, VaultRoute } from './route';

const operations = ['encrypt', 'decrypt', 'wrapKey', 'unwrapKey', 'sign', 'verify'];

export const keyRoutes: readonly VaultRoute[] = [
  { method: 'POST', path: '/keys/{name}/create', handle: create },
  ...['/keys/{name}', '/keys/{name}/{version}'].map((path): VaultRoute => ({
    method: 'GET',
    path,
    handle: (request) => ({ status: 200, body: bundle(request) }),
  })),
  ...['/keys/{name}/wrapkey', '/keys/{name}/{version}/wrapkey'].map((path): VaultRoute => ({
    method: 'POST',
    path,
    handle: (request) =>
      result(request, (algorithm, value) => request.keys.wrap(request.name, request.version, algorithm, value)),
  })),
  ...['/keys/{name}/unwrapkey', '/keys/{name}/{version}/unwrapkey'].map((path): VaultRoute => ({
    method: 'POST',
    path,
    handle: (request) =>
      result(request, (algorithm, value) => request.keys.unwrap(request.name, request.version, algorithm, value)),
  })),
];

function create(request: VaultRequest): Answer {
  const body = json(request.call);
  const { kty, key_size: size = 2048 } = isObject(body) ? body : {};
  if (kty !== 'RSA' || (size !== 2048 && size !== 3072 && size !== 4096)) {
    return refuse(
      400,
      'BadParameter',
      `The local vault makes RSA keys of 2048, 3072 or 4096 bits only, not ${String(kty)}.`,
    );
  }
  const { version } = request.keys.create(request.name, size);
  request.record('key.create');
  return { status: 200, body: bundle({ ...request, version }) };
}

function bundle({ keys, name, version, origin }: VaultRequest): Record<string, unknown> {
  const key = keys.get(name, version);
  return {
    key: { kid: `${origin}/keys/${name}/${key.version}`, kty: 'RSA', key_ops: operations, ...publicJwk(key) },
    attributes: {
      enabled: true,
      created: key.created,
      updated: key.created,
      recoveryLevel: 'Recoverable+Purgeable',
      recoverableDays: 90,
    },
  };
}

function result(request: VaultRequest, apply: (algorithm: unknown, value: unknown) => Buffer): Answer {
  const { keys, name, version, origin } = request;
  const body = json(request.call);
  const { alg, value } = isObject(body) ? body : {};
  const key = keys.get(name, version);
  return {
    status: 200,
    body: { kid: `${origin}/keys/${name}/${key.version}`, value: apply(alg, value).toString('base64url') },
  };
}
