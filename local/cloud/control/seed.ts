import { newGroup, newUser } from '../graph/new-objects';
import { findSku } from '../graph/skus';
import { furnish, newTenant, seatsById, seedAgreement } from '../seeds';
import type { Tenant } from '../tenants';
import { type Answer, type Call, isObject } from '../wire';
import type { World } from '../world';
import { consents, roles } from './consents';
import { addSubscription, changePartnerCenter } from './partner-center';
import { badInput, input, list, number, only, tenant, text, texts, time } from './input';

const twoYearsMs = 730 * 86_400_000;

/**
 * Adds to the present state, without effects in the log:
 * `tenants` [{ id, name, domain, displayName?, scopes?, gdapRoles?, gdapEndsAt?, seats?, furnished? }],
 * `skus` [{ tenant, sku, seats }], `gdap` [{ tenant, endsAt }], `extensions` [{ tenant, names }],
 * `groups` [{ tenant, … }], `users` [{ tenant, …, licenses?, groups? }], `agreements` [tenant],
 * `subscriptions` [{ id?, tenant, item, quantity, termDuration?, billingCycle?, startedAt? }],
 * `partnerCenter` (as POST /control/partner-center),
 * and sets `replicaLagMs`, `exchangeLagMs`, `mailboxDelayMs`, `clientSecretExpiresAt`, `revokeRefreshTokens`.
 */
export function addSeeds(world: World, call: Call): Answer {
  const given = input(
    call,
    'tenants',
    'skus',
    'gdap',
    'extensions',
    'groups',
    'users',
    'agreements',
    'subscriptions',
    'partnerCenter',
    'replicaLagMs',
    'exchangeLagMs',
    'mailboxDelayMs',
    'clientSecretExpiresAt',
    'revokeRefreshTokens',
  );
  for (const each of list(given['tenants'] ?? [], 'tenants')) addTenant(world, each);
  for (const each of list(given['skus'] ?? [], 'skus')) addSku(world, each);
  for (const each of list(given['gdap'] ?? [], 'gdap')) {
    const { tenant: key, endsAt } = only(each, 'gdap', 'tenant', 'endsAt');
    world.tenants.set({ ...tenant(world, key), gdapEndsAt: time(endsAt, 'endsAt') });
  }
  for (const each of list(given['extensions'] ?? [], 'extensions')) {
    const { tenant: key, names } = only(each, 'extensions', 'tenant', 'names');
    world.tenants.set({ ...tenant(world, key), extensions: texts(names, 'names') });
  }
  if (given['partnerCenter'] !== undefined) changePartnerCenter(world, given['partnerCenter']);
  for (const each of list(given['agreements'] ?? [], 'agreements')) seedAgreement(world, tenant(world, each).id);
  const subscriptions = list(given['subscriptions'] ?? [], 'subscriptions').map((each) => addSubscription(world, each));
  const groups = list(given['groups'] ?? [], 'groups').map((each) => addGroup(world, each));
  const users = list(given['users'] ?? [], 'users').map((each) => addUser(world, each));
  for (const name of ['replicaLagMs', 'exchangeLagMs', 'mailboxDelayMs'] as const) {
    if (given[name] !== undefined) world.change({ [name]: number(given[name], name) });
  }
  if (given['clientSecretExpiresAt'] !== undefined) {
    world.change({ clientSecretExpiresAt: Date.parse(time(given['clientSecretExpiresAt'], 'clientSecretExpiresAt')) });
  }
  if (given['revokeRefreshTokens'] === true) world.change({ refreshTokensRevokedAt: Date.now() });
  return { status: 200, body: { users, groups, subscriptions } };
}

function addTenant(world: World, value: unknown): void {
  const given = only(
    value,
    'a tenant',
    'id',
    'name',
    'domain',
    'displayName',
    'scopes',
    'gdapRoles',
    'gdapEndsAt',
    'seats',
    'furnished',
  );
  const name = text(given['name'], 'name');
  const fresh = newTenant({
    id: text(given['id'], 'id').toLowerCase(),
    name,
    displayName: text(given['displayName'] ?? name, 'displayName'),
    domain: text(given['domain'] ?? `${name}.onmicrosoft.com`, 'domain'),
    gdapEndsAt: time(given['gdapEndsAt'] ?? new Date(Date.now() + twoYearsMs).toISOString(), 'gdapEndsAt'),
    seats: seats(given['seats'] ?? { SPB: 25 }),
  });
  const added: Tenant = {
    ...fresh,
    ...(given['scopes'] === undefined ? {} : { consents: consents(texts(given['scopes'], 'scopes')) }),
    ...(given['gdapRoles'] === undefined ? {} : { roles: roles(texts(given['gdapRoles'], 'gdapRoles')) }),
  };
  world.tenants.set(added);
  if (given['furnished'] !== false) furnish(world, added);
}

function seats(value: unknown): Record<string, number> {
  if (!isObject(value)) return badInput('seats must be an object of numbers by SKU');
  for (const [key, count] of Object.entries(value)) {
    if (!findSku(key)) badInput(`there is no SKU ${key}`);
    number(count, `seats of ${key}`);
  }
  return value as Record<string, number>;
}

function addSku(world: World, value: unknown): void {
  const given = only(value, 'a SKU', 'tenant', 'sku', 'seats');
  const found = tenant(world, given['tenant']);
  const added = seatsById(seats({ [text(given['sku'], 'sku')]: given['seats'] }));
  world.tenants.set({ ...found, seats: { ...found.seats, ...added } });
}

function addGroup(world: World, value: unknown): string {
  if (!isObject(value)) return badInput('a group must be an object');
  const { tenant: key, id, ...properties } = value;
  const displayName = text(properties['displayName'], 'displayName of a group');
  const mailNickname = displayName.toLowerCase().replaceAll(/\W/g, '');
  const group = newGroup({ mailNickname, ...properties }, id === undefined ? undefined : text(id, 'id'));
  world.directory(tenant(world, key)).saveGroup(group);
  return group.id;
}

function addUser(world: World, value: unknown): string {
  if (!isObject(value)) return badInput('a user must be an object');
  const { tenant: key, id, licenses = [], groups = [], ...properties } = value;
  const found = tenant(world, key);
  const directory = world.directory(found);
  const upn = text(properties['userPrincipalName'], 'userPrincipalName');
  const assignedLicenses = texts(licenses, 'licenses').map((each) => ({
    skuId: findSku(each)?.skuId ?? badInput(`there is no SKU ${each}`),
    disabledPlans: [],
  }));
  const filled = { displayName: upn, mailNickname: upn.split('@')[0], ...properties, assignedLicenses };
  const user = newUser(upn, filled, id === undefined ? undefined : text(id, 'id'));
  directory.saveUser(user);
  for (const name of texts(groups, 'groups')) {
    const group = [...directory.groups()].find((each) => each.id === name || each.displayName === name);
    directory.memberships.add((group ?? badInput(`there is no group ${name}`)).id, user.id);
  }
  return user.id;
}
