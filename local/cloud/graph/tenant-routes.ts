import { readers, type GraphRequest, type GraphRoute } from './route';
import { defaultDomain, type Tenant } from '../tenants';
import { notFound } from './errors';
import { entity } from './query';
import { directoryObjectShape } from './shapes';
import { skus } from './skus';

const skuScopes = [
  'LicenseAssignment.Read.All',
  'Organization.Read.All',
  'Organization.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
];
const organizationScopes = [
  'Organization.Read.All',
  'Organization.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
  'User.Read.All',
];
const domainScopes = ['Domain.Read.All', 'Domain.ReadWrite.All', 'Directory.Read.All'];

export const tenantRoutes: readonly GraphRoute[] = [
  collection('/subscribedSkus', skuScopes, 'subscribedSkus', subscribedSkus),
  collection('/organization', organizationScopes, 'organization', ({ tenant }) => [organization(tenant)]),
  collection('/domains', domainScopes, 'domains', ({ tenant }) => domains(tenant)),
  {
    method: 'GET',
    path: '/organization/{organization-id}',
    scopes: ['User.Read.All'],
    roles: readers,
    handle: (request) => {
      const id = request.params['organization-id'] ?? '';
      if (id.toLowerCase() !== request.tenant.id) notFound(id);
      return item(request, 'organization', organization(request.tenant));
    },
  },
  {
    method: 'GET',
    path: '/domains/{domain-id}',
    scopes: domainScopes,
    roles: readers,
    handle: (request) => {
      const id = request.params['domain-id'] ?? '';
      return item(
        request,
        'domains',
        domains(request.tenant).find((domain) => domain['id'] === id.toLowerCase()) ?? notFound(id),
      );
    },
  },
  {
    method: 'GET',
    path: '/directoryObjects/{directoryObject-id}',
    scopes: ['Directory.Read.All'],
    roles: readers,
    handle: (request) => {
      const { params, directory } = request;
      const id = params['directoryObject-id'] ?? '';
      const object = directory.readUser(id) ?? directory.readGroup(id) ?? notFound(id);
      return { status: 200, body: entity(request, directoryObjectShape, object) };
    },
  },
  {
    method: 'GET',
    path: "/tenantRelationships/findTenantInformationByTenantId(tenantId='{tenantId}')",
    scopes: ['CrossTenantInformation.ReadBasic.All'],
    roles: [],
    handle: (request) => {
      const id = request.params['tenantId'] ?? '';
      return information(request, request.world.tenants.get(id.toLowerCase()) ?? notFound(id));
    },
  },
  {
    method: 'GET',
    path: "/tenantRelationships/findTenantInformationByDomainName(domainName='{domainName}')",
    scopes: ['CrossTenantInformation.ReadBasic.All'],
    roles: [],
    handle: (request) => {
      const domain = request.params['domainName'] ?? '';
      const tenant = domain.includes('.') ? request.world.tenants.find(domain) : undefined;
      return information(request, tenant ?? notFound(domain));
    },
  },
];

type Plain = Readonly<Record<string, unknown>>;

function collection(
  path: string,
  scopes: readonly string[],
  set: string,
  list: (request: GraphRequest) => Plain[],
): GraphRoute {
  return {
    method: 'GET',
    path,
    scopes,
    roles: readers,
    handle: (request) => ({
      status: 200,
      body: {
        '@odata.context': `${request.root}/$metadata#${set}`,
        value: list(request).map((each) => chosen(request, each)),
      },
    }),
  };
}

function item(request: GraphRequest, set: string, object: Plain): { status: number; body: unknown } {
  return {
    status: 200,
    body: { '@odata.context': `${request.root}/$metadata#${set}/$entity`, ...chosen(request, object) },
  };
}

function chosen({ call }: GraphRequest, object: Plain): Plain {
  const names = call.query.get('$select')?.split(',');
  return names ? Object.fromEntries(names.map((name) => [name, object[name] ?? null])) : object;
}

function subscribedSkus({ tenant, directory }: GraphRequest): Plain[] {
  return skus.flatMap((sku) => {
    const enabled = tenant.seats[sku.skuId];
    if (enabled === undefined) return [];
    return [
      {
        accountId: tenant.id,
        accountName: tenant.name,
        appliesTo: 'User',
        capabilityStatus: 'Enabled',
        consumedUnits: directory.seatsTaken(sku.skuId),
        id: `${tenant.id}_${sku.skuId}`,
        prepaidUnits: { enabled, suspended: 0, warning: 0, lockedOut: 0 },
        servicePlans: sku.plans.map(({ servicePlanId, servicePlanName }) => ({
          servicePlanId,
          servicePlanName,
          provisioningStatus: 'Success',
          appliesTo: 'User',
        })),
        skuId: sku.skuId,
        skuPartNumber: sku.skuPartNumber,
        subscriptionIds: [],
      },
    ];
  });
}

function organization(tenant: Tenant): Plain {
  return {
    id: tenant.id,
    deletedDateTime: null,
    businessPhones: [],
    countryLetterCode: 'CH',
    createdDateTime: tenant.createdDateTime,
    displayName: tenant.displayName,
    onPremisesSyncEnabled: null,
    partnerTenantType: null,
    preferredLanguage: 'en',
    technicalNotificationMails: [],
    tenantType: 'AAD',
    verifiedDomains: tenant.domains
      .filter(({ isVerified }) => isVerified)
      .map(({ id, isDefault, isInitial }) => ({
        capabilities: 'Email, OfficeCommunicationsOnline',
        isDefault,
        isInitial,
        name: id,
        type: 'Managed',
      })),
  };
}

function domains(tenant: Tenant): Plain[] {
  return tenant.domains.map((domain) => ({
    authenticationType: 'Managed',
    availabilityStatus: null,
    id: domain.id,
    isAdminManaged: true,
    isDefault: domain.isDefault,
    isInitial: domain.isInitial,
    isRoot: true,
    isVerified: domain.isVerified,
    passwordNotificationWindowInDays: null,
    passwordValidityPeriodInDays: 2147483647,
    state: null,
    supportedServices: ['Email', 'OfficeCommunicationsOnline'],
  }));
}

function information(request: GraphRequest, tenant: Tenant): { status: number; body: unknown } {
  return {
    status: 200,
    body: {
      '@odata.context': `${request.root}/$metadata#microsoft.graph.tenantInformation`,
      tenantId: tenant.id,
      federationBrandName: null,
      displayName: tenant.displayName,
      defaultDomainName: defaultDomain(tenant),
    },
  };
}
