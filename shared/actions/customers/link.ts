import { z } from 'zod';
import { isDomain } from '../../connections/entra/tenant';
import { path } from '../../connections/http/path';
import type { GraphReader } from '../../connections/types';
import type { JsonObject } from '../../json';
import { defineAction } from '../action';
import { text } from '../fields';
import { orRefuse } from '../look-up';
import { customerFields, customerId } from './fields';
import { findRecorded, refuseMisleading } from './recorded';

const input = z
  .strictObject({
    customerId,
    tenantId: z.guid('Must be the id of a tenant.').exactOptional().describe('Id of its tenant'),
    domain: text(253).refine(isDomain, 'Must be a domain.').exactOptional().describe('A verified domain of its tenant'),
  })
  .refine(
    ({ tenantId, domain }) => (tenantId === undefined) !== (domain === undefined),
    'Name either the tenant id or a domain.',
  );

export const linkCustomer = defineAction({
  name: 'customers.link',
  title: 'Link customer',
  summary: "Records an existing tenant under the partner's own customer id.",
  kind: 'create',
  target: 'partner',
  connections: ['graph', 'customers'],
  permissions: { graph: ['CrossTenantInformation.ReadBasic.All'] },
  gdapRoles: [],
  input,
  output: customerFields,
  secrets: [],
  undo: null,
  subject: ({ customerId }) => customerId.toLowerCase(),
  example: { customerId: 'northwind', domain: 'northwind.onmicrosoft.com' },

  async run(order, { graph, customers, marker, once, effect }) {
    const record = await once('tenant', () => findTenant(graph, order));
    await effect({
      key: 'link-customer',
      summary: `Record ${record.displayName} (${record.domain}) as ${record.customerId}`,
      service: 'steward',
      class: 'unique',
      after: record,
      send: async (to) => {
        await to.customers.insert(record, marker);
        return {};
      },
      isConflict: ({ code }) => code === 'ALREADY_EXISTS',
      find: () => findRecorded(customers, record, marker),
    });
    const { customerId, tenantId, domain, displayName } = record;
    return { customerId, tenantId, domain, displayName };
  },
});

interface Tenant extends JsonObject {
  readonly customerId: string;
  readonly tenantId: string;
  readonly domain: string;
  readonly displayName: string;
}

interface TenantInformation {
  readonly tenantId: string;
  readonly displayName: string;
  readonly defaultDomainName: string;
}

/** https://learn.microsoft.com/graph/api/tenantrelationship-findtenantinformationbytenantid */
async function findTenant(
  graph: GraphReader,
  { customerId, tenantId, domain = '' }: z.infer<typeof input>,
): Promise<Tenant> {
  const address =
    tenantId === undefined
      ? path`/tenantRelationships/findTenantInformationByDomainName(domainName='${domain}')`
      : path`/tenantRelationships/findTenantInformationByTenantId(tenantId='${tenantId}')`;
  const found = await orRefuse(
    graph.get<TenantInformation>(address),
    'TENANT_NOT_FOUND',
    `There is no tenant ${tenantId ?? domain}.`,
  );
  const own = [found.tenantId, found.defaultDomainName, domain];
  refuseMisleading(customerId, own);
  return {
    customerId,
    tenantId: found.tenantId.toLowerCase(),
    domain: found.defaultDomainName.toLowerCase(),
    displayName: found.displayName,
  };
}
