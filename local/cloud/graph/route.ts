import type { RoleName } from '../entra/roles';
import type { Route } from '../router';
import type { Tenant } from '../tenants';
import type { Answer, Call } from '../wire';
import type { World } from '../world';
import type { Directory } from './directory';

/** Who calls, as the checked token says. */
export interface GraphToken {
  readonly tenantId: string;
  readonly appId: string;
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
}

/** A call that is allowed, with all a route needs to answer it. */
export interface GraphRequest {
  readonly call: Call;
  readonly params: Readonly<Record<string, string>>;
  readonly token: GraphToken;
  readonly tenant: Tenant;
  readonly directory: Directory;
  readonly world: World;
  /** The version's root, e.g. http://127.0.0.1:7072/v1.0, for absolute links. */
  readonly root: string;
}

export interface GraphRoute extends Route {
  /** Any of these delegated scopes suffices. */
  readonly scopes: readonly string[];
  /** Any of these roles suffices, as does Global Administrator; none: every user may. */
  readonly roles: readonly RoleName[];
  readonly handle: (request: GraphRequest) => Answer;
}

/** Roles that may read the directory. */
export const readers: readonly RoleName[] = [
  'Directory Readers',
  'Global Reader',
  'User Administrator',
  'License Administrator',
  'Groups Administrator',
];

/** Writes one change into the effect log. */
export function record(request: GraphRequest, kind: string, identity: string, objectId: string): void {
  request.world.effects.record(request.call, {
    tenant: request.tenant.id,
    service: 'graph',
    kind,
    identity,
    objectId,
  });
}
