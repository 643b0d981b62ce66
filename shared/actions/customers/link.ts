import { z } from 'zod';
import { isDomain } from '../../connections/entra/tenant';
import { path } from '../../connections/http/path';
import type { CustomerReader, GraphReader } from '../../connections/types';
import { InputError } from '../../errors';
import type { JsonObject } from '../../json';
import { defineAction, type Finding } from '../action';
import { text } from '../fields';
import { isGuid, orRefuse } from '../look-up';
import { customerFields } from './fields';

const input = z
  .strictObject({
    customerId: text(100)
      .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._:@-]*$/u, 'May hold letters, digits, spaces and . _ : @ - only.')
      .describe("The partner's own id of the customer"),
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
      find: () => findLinked(customers, record, marker),
    });
    const { customerId, tenantId, domain, displayName } = record;
    return { customerId, tenantId, domain, displayName };
  },
});

async function findLinked(
  customers: CustomerReader,
  { customerId, tenantId, domain }: Tenant,
  marker: string,
): Promise<Finding<JsonObject>> {
  if ((await customers.markerOf(customerId)) === marker) return { is: 'found', result: {} };
  const others = await Promise.all([customerId, tenantId, domain].map((key) => customers.find(key)));
  return { is: others.some((other) => other !== undefined) ? 'taken' : 'absent' };
}

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
  const own = [found.tenantId, found.defaultDomainName, domain].map((name) => name.toLowerCase());
  // Customers are also found by tenant id and domain: an id that looks like those of another would lead astray.
  if ((isGuid(customerId) || isDomain(customerId)) && !own.includes(customerId.toLowerCase()))
    throw new InputError('INPUT_INVALID', 'The customer id looks like a tenant id or domain, but of another tenant.');
  return {
    customerId,
    tenantId: found.tenantId.toLowerCase(),
    domain: found.defaultDomainName.toLowerCase(),
    displayName: found.displayName,
  };
}
