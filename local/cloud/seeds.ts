import { clients, samClientId } from './entra/clients';
import { partnerDomain, people, serviceAccount } from './entra/people';
import { RefreshTokens, seededRefreshToken } from './entra/refresh-tokens';
import { exchangeResource, graphResource, partnerCenterResource } from './entra/resources';
import { roleIds } from './entra/roles';
import { newGroup, newUser } from './graph/new-objects';
import { findSku } from './graph/skus';
import { defaultDomain, partnerTenantId, type Tenant } from './tenants';
import { Secrets } from './vault/secrets';
import type { World } from './world';

const day = 86_400_000;

/** What the partner's app is consented to in a customer's tenant unless something else is said. */
export const customerScopes: readonly string[] = [
  'User.ReadWrite.All',
  'Group.ReadWrite.All',
  'GroupMember.ReadWrite.All',
  'Organization.Read.All',
  'Directory.Read.All',
  'LicenseAssignment.ReadWrite.All',
  'User.DeleteRestore.All',
  'Domain.Read.All',
];

export const exchangeScopes: readonly string[] = ['Exchange.Manage'];

export const customerRoles: readonly string[] = [
  roleIds['User Administrator'],
  roleIds['License Administrator'],
  roleIds['Groups Administrator'],
  roleIds['Directory Readers'],
  roleIds['Exchange Administrator'],
];

/** The partner app's marker on objects it made; registered in every seeded tenant. */
const marker = `extension_${samClientId.replaceAll('-', '')}_stewardRequest`;

/** The state every fresh local cloud begins with. */
export function seed(world: World): void {
  const now = Date.now();
  world.change({ clientSecretExpiresAt: now + 2 * 365 * day });
  new RefreshTokens(world).issue(samClientId, seededRefreshToken);
  seedVault(world);
  seedPartner(world);
  const active = new Date(now + 730 * day).toISOString();
  const expired = new Date(now - day).toISOString();
  addCustomer(world, '22222222-2222-2222-2222-222222222222', 'contoso', active, { SPB: 25, EXCHANGESTANDARD: 25 });
  addCustomer(world, '33333333-3333-3333-3333-333333333333', 'fabrikam', active, {
    SPB: 20_000,
    EXCHANGESTANDARD: 1000,
  });
  addCustomer(world, '44444444-4444-4444-4444-444444444444', 'tailspin', expired, { SPB: 5 });
  world.partnerCenter.begin();
  for (const name of ['contoso', 'fabrikam']) seedAgreement(world, name);
}

/** A customer for whom the partner confirmed the Microsoft Customer Agreement long ago. */
export function seedAgreement(world: World, key: string): void {
  const tenant = world.tenants.find(key);
  if (!tenant) return;
  world.partnerCenter.addAgreement(tenant.id, {
    userId: serviceAccount.id,
    primaryContact: { firstName: 'Mel', lastName: 'Example', email: `mel@${defaultDomain(tenant)}` },
    dateAgreed: '2024-01-15T09:00:00.000Z',
  });
}

function addCustomer(
  world: World,
  id: string,
  name: string,
  gdapEndsAt: string,
  seats: Readonly<Record<string, number>>,
): void {
  const displayName = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const tenant = newTenant({ id, name, displayName, domain: `${name}.onmicrosoft.com`, gdapEndsAt, seats });
  world.tenants.set(tenant);
  furnish(world, tenant);
}

interface NewTenant {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly domain: string;
  readonly gdapEndsAt: string;
  /** By SKU part number or id. */
  readonly seats: Readonly<Record<string, number>>;
}

/** A customer's tenant with the usual consent and roles. */
export function newTenant({ id, name, displayName, domain, gdapEndsAt, seats }: NewTenant): Tenant {
  return {
    id,
    name,
    displayName,
    domains: [{ id: domain, isDefault: true, isInitial: true, isVerified: true }],
    consents: { [graphResource]: customerScopes, [exchangeResource]: exchangeScopes },
    roles: customerRoles,
    gdapEndsAt,
    seats: seatsById(seats),
    extensions: [marker],
    createdDateTime: '2024-01-15T09:00:00Z',
  };
}

/** Seats by SKU id; an unknown product is an error of the caller. */
export function seatsById(seats: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(seats).map(([key, count]) => {
      const sku = findSku(key);
      if (!sku) throw new RangeError(`unknown SKU ${key}`);
      return [sku.skuId, count];
    }),
  );
}

/** The groups and users every seeded customer has. Ids are derived, so that they are the same in every start. */
export function furnish(world: World, tenant: Tenant): void {
  const directory = world.directory(tenant);
  const domain = defaultDomain(tenant);
  const id = (last: string): string => `${tenant.id.slice(0, 8)}-0000-4000-8000-0000000000${last}`;
  const security = { mailEnabled: false, securityEnabled: true };
  const mail = (nickname: string): Record<string, unknown> => ({
    mailEnabled: true,
    mailNickname: nickname,
    mail: `${nickname}@${domain}`,
  });
  directory.saveGroup(newGroup({ displayName: 'Sales', mailNickname: 'sales', ...security }, id('a1')));
  directory.saveGroup(
    newGroup(
      {
        displayName: 'All Staff',
        groupTypes: ['Unified'],
        securityEnabled: false,
        visibility: 'Private',
        ...mail('allstaff'),
      },
      id('a2'),
    ),
  );
  directory.saveGroup(
    newGroup(
      {
        displayName: 'Everyone dynamic',
        mailNickname: 'everyone',
        groupTypes: ['DynamicMembership'],
        membershipRule: '(user.userType -eq "Member")',
        membershipRuleProcessingState: 'On',
        ...security,
      },
      id('a3'),
    ),
  );
  directory.saveGroup(newGroup({ displayName: 'Old list', securityEnabled: false, ...mail('oldlist') }, id('a4')));
  for (const [last, nickname, displayName, extra] of [
    ['01', 'admin', 'Admin', {}],
    ['02', 'mel', 'Mel Example', { givenName: 'Mel', surname: 'Example', usageLocation: 'CH' }],
    [
      '03',
      'synced',
      'Synced User',
      { onPremisesSyncEnabled: true, onPremisesImmutableId: 'c3luY2Vk', usageLocation: 'CH' },
    ],
  ] as const) {
    directory.saveUser(newUser(`${nickname}@${domain}`, { displayName, mailNickname: nickname, ...extra }, id(last)));
  }
}

function seedPartner(world: World): void {
  const partner: Tenant = {
    id: partnerTenantId,
    name: 'partner',
    displayName: 'Local Partner',
    domains: [{ id: partnerDomain, isDefault: true, isInitial: true, isVerified: true }],
    consents: {
      [graphResource]: ['CrossTenantInformation.ReadBasic.All', 'Directory.Read.All'],
      [partnerCenterResource]: ['user_impersonation'],
    },
    roles: [roleIds['Directory Readers']],
    seats: {},
    extensions: [marker],
    createdDateTime: '2020-01-15T09:00:00Z',
  };
  world.tenants.set(partner);
  const directory = world.directory(partner);
  for (const person of [serviceAccount, ...Object.values(people)]) {
    const { userPrincipalName, displayName, id } = person;
    directory.saveUser(newUser(userPrincipalName, { displayName, mailNickname: userPrincipalName.split('@')[0] }, id));
  }
}

function seedVault(world: World): void {
  const secrets = new Secrets(world.store);
  secrets.set('sam-refresh-token', { value: seededRefreshToken });
  secrets.set('sam-client-secret', { value: clients[samClientId]?.secret ?? '' });
  secrets.set('steward-fingerprint-key', { value: world.signingKey.derive('steward-fingerprint-key') });
}
