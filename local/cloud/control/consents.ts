import { graphResource, parseScope } from '../entra/resources';
import { roleId } from '../entra/roles';
import type { Answer, Call } from '../wire';
import type { World } from '../world';
import { badInput, input, tenant, texts } from './input';

/** Sets exactly these scopes and roles of the partner's app and user in a tenant. What is left out stays as it is. */
export function setConsents(world: World, call: Call): Answer {
  const given = input(call, 'tenant', 'scopes', 'gdapRoles');
  const found = tenant(world, given['tenant']);
  const { scopes, gdapRoles } = given;
  const changed = {
    ...found,
    ...(scopes === undefined ? {} : { consents: consents(texts(scopes, 'scopes')) }),
    ...(gdapRoles === undefined ? {} : { roles: roles(texts(gdapRoles, 'gdapRoles')) }),
  };
  world.tenants.set(changed);
  return { status: 200, body: { tenant: changed.id, consents: changed.consents, gdapRoles: changed.roles } };
}

/** Scopes by resource; a bare name is Graph's. */
export function consents(scopes: readonly string[]): Record<string, string[]> {
  const byResource: Record<string, string[]> = { [graphResource]: [] };
  for (const scope of scopes) {
    const parsed = parseScope(scope);
    if (!parsed) return badInput(`${scope} is not a scope of a known resource`);
    (byResource[parsed.resource] ??= []).push(parsed.scope);
  }
  return byResource;
}

/** Role template ids of names or ids. */
export function roles(namesOrIds: readonly string[]): string[] {
  return namesOrIds.map((each) => roleId(each) ?? badInput(`there is no role ${each}`));
}
