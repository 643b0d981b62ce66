import { clients } from '../entra/clients';
import { people } from '../entra/people';
import { stewardResource } from '../entra/resources';
import { appToken, delegatedToken, lifetimeSeconds } from '../entra/tokens';
import { partnerTenantId } from '../tenants';
import { type Answer, type Call, isObject } from '../wire';
import type { World } from '../world';
import { badInput, input, tenant, text } from './input';

/** A token for the app's API, for a person or a client. `claims` replaces claims, to make tokens that must be refused. */
export async function token(world: World, call: Call): Promise<Answer> {
  const { user, client, claims = {} } = input(call, 'user', 'client', 'claims');
  if ((user === undefined) === (client === undefined)) badInput('give either user or client');
  if (!isObject(claims)) return badInput('claims must be an object');
  const base = { tenant: tenant(world, partnerTenantId), audience: stewardResource };
  const accessToken =
    user === undefined
      ? await appToken(world, { ...base, ...knownClient(client) }, claims)
      : await delegatedToken(
          world,
          { ...base, person: person(user), clientId: 'local-portal', scopes: ['Requests.Submit'], roles: [] },
          claims,
        );
  return { status: 200, body: { token_type: 'Bearer', expires_in: lifetimeSeconds, access_token: accessToken } };
}

function person(user: unknown): (typeof people)[string] {
  const name = text(user, 'user');
  return people[name] ?? badInput(`there is no user ${name}; there are ${Object.keys(people).join(', ')}`);
}

function knownClient(value: unknown): { clientId: string; objectId: string; roles: readonly string[] } {
  const clientId = text(value, 'client');
  const client = clients[clientId];
  if (!client) return badInput(`there is no client ${clientId}; there are ${Object.keys(clients).join(', ')}`);
  return { clientId, objectId: client.objectId, roles: client.roles[stewardResource] ?? [] };
}
