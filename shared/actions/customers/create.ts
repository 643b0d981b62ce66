import { z } from 'zod';
import { path } from '../../connections/http/path';
import type { CustomerReader, PartnerCenterReader } from '../../connections/types';
import { known } from '../../later';
import { defineAction } from '../action';
import { text } from '../fields';
import { refusedByPartnerCenter } from '../look-up';
import { checkAddress } from './address';
import { address, customerId, domainPrefix, email, initialDomain } from './fields';
import { findCreated } from './find-created';
import { checkMarket } from './market';
import { findRecorded, refuseMisleading } from './recorded';

const input = z.strictObject({
  customerId,
  domain: domainPrefix,
  companyName: text(256).describe('Name of the company'),
  email: email.describe('Where invoices and notices go'),
  culture: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Za-z]{4})?-[A-Z]{2}$/, 'Must look like de-CH.')
    .describe('Language and country of correspondence, e.g. de-CH'),
  language: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Za-z]{2,4})?$/, 'Must look like de.')
    .describe('Language of correspondence, e.g. de'),
  address,
  organizationRegistrationNumber: text(50).exactOptional().describe('Registration number, where the country has one'),
  associatedPartnerId: z
    .guid('Must be the id of a tenant.')
    .exactOptional()
    .describe('Tenant of the indirect reseller'),
  enableGDAPByDefault: z.boolean().exactOptional().describe('Whether to begin with delegated administration'),
});

export const createCustomer = defineAction({
  name: 'customers.create',
  title: 'Create customer',
  summary: 'Creates a tenant for a new customer and records it under its customer id.',
  kind: 'create',
  target: 'partner',
  connections: ['partnerCenter', 'customers'],
  permissions: { partnerCenter: ['user_impersonation'] },
  gdapRoles: [],
  input,
  output: z.strictObject({
    customerId: z.string(),
    tenantId: z.string(),
    domain: z.string(),
    adminUser: z.string(),
  }),
  secrets: ['adminPassword'],
  undo: null,
  example: {
    customerId: 'northwind',
    domain: 'northwind',
    companyName: 'Northwind Traders',
    email: 'accounts@northwind.example',
    culture: 'de-CH',
    language: 'de',
    address: {
      firstName: 'Nora',
      lastName: 'Wind',
      addressLine1: 'Bahnhofstrasse 1',
      city: 'Zürich',
      postalCode: '8001',
      country: 'CH',
    },
  },
  subject: ({ domain }) => domain,

  async run(order, { partnerCenter, customers, marker, once, effect, warn }) {
    const domain = initialDomain(order.domain);
    const { companyName, email } = order;
    const { doubt } = await once('checks', () => check(partnerCenter, customers, order));
    if (doubt !== null) warn('ADDRESS_UNSURE', doubt);
    const body = bodyOf(order);

    const created = await effect({
      key: 'create-customer',
      summary: `Create the tenant ${domain} for ${companyName}`,
      service: 'partnerCenter',
      class: 'unique',
      after: body,
      secrets: {
        adminPassword:
          `Reset the password of admin@${domain} in Partner Center (the customer, Users and licenses), ` +
          'which needs a GDAP role such as Privileged Authentication Administrator.',
      },
      send: async (to, reveal) => {
        const { id, userCredentials } = await to.partnerCenter.post<CreatedCustomer>(path`/customers`, body);
        if (userCredentials?.password) reveal('adminPassword', userCredentials.password);
        return { tenantId: id.toLowerCase(), adminUser: `${userCredentials?.userName ?? 'admin'}@${domain}` };
      },
      // A try of ours that was answered nothing is answered with its own success, so one that meets a taken domain at
      // once was too late.
      isConflict: () => false,
      find: () => findCreated(partnerCenter, { domain, companyName, email }),
    });

    const record = { customerId: order.customerId, domain, displayName: companyName };
    await effect({
      key: 'record-customer',
      summary: `Record ${companyName} (${domain}) as ${order.customerId}`,
      service: 'steward',
      class: 'unique',
      follows: 'create-customer',
      after: record,
      send: async (to) => {
        await to.customers.insert({ ...record, tenantId: known(created.tenantId) }, marker);
        return {};
      },
      isConflict: ({ code }) => code === 'ALREADY_EXISTS',
      find: () => findRecorded(customers, { ...record, tenantId: known(created.tenantId) }, marker),
    });
    return { customerId: order.customerId, tenantId: created.tenantId, domain, adminUser: created.adminUser };
  },
});

/** https://learn.microsoft.com/partner-center/developer/create-a-customer#response-example */
interface CreatedCustomer {
  readonly id: string;
  readonly userCredentials?: { readonly userName?: string; readonly password?: string };
}

type Order = z.infer<typeof input>;

/** Refuses what could not end well, before the tenant exists: it cannot be taken back. */
async function check(partnerCenter: PartnerCenterReader, customers: CustomerReader, order: Order) {
  const domain = initialDomain(order.domain);
  refuseMisleading(order.customerId, [domain]);
  const { organizationRegistrationNumber: number } = order;
  const [recorded, taken, verdict] = await Promise.all([
    Promise.all([order.customerId, domain].map((key) => customers.find(key))),
    partnerCenter.exists(path`/domains/${domain}`),
    checkAddress(partnerCenter, order.address),
    checkMarket(partnerCenter, {
      ...order.address,
      ...(number === undefined ? {} : { organizationRegistrationNumber: number }),
    }),
  ]);
  if (recorded.some((record) => record !== undefined))
    throw refusedByPartnerCenter('ALREADY_EXISTS', `${order.customerId} or ${domain} is on record already.`);
  if (taken) throw refusedByPartnerCenter('ALREADY_EXISTS', `The domain ${domain} is taken.`);
  const { status, accepted, message } = verdict;
  const detail = `Microsoft's verdict on the address is ${status}${message === null ? '' : `: ${message}`}.`;
  if (!accepted) throw refusedByPartnerCenter('ADDRESS_INVALID', detail);
  return { doubt: /^verified/i.test(status) ? null : detail };
}

function bodyOf(order: Order) {
  const { companyName, email, culture, language, address, associatedPartnerId, enableGDAPByDefault } = order;
  const { organizationRegistrationNumber } = order;
  return {
    companyProfile: {
      domain: initialDomain(order.domain),
      ...(organizationRegistrationNumber === undefined ? {} : { organizationRegistrationNumber }),
    },
    billingProfile: { email, culture, language, companyName, defaultAddress: address },
    ...(associatedPartnerId === undefined ? {} : { associatedPartnerId }),
    ...(enableGDAPByDefault === undefined ? {} : { enableGDAPByDefault }),
  };
}
