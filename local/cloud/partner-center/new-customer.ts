// https://learn.microsoft.com/en-us/partner-center/developer/create-a-customer
import { randomBytes, randomUUID } from 'node:crypto';
import { newUser } from '../graph/new-objects';
import type { Tenant } from '../tenants';
import { type Answer, Refusal, seconds } from '../wire';
import type { World } from '../world';
import { readAddress } from './addresses';
import { body, type Fields, optionalText, part, text } from './body';
import { createdCustomer } from './customer-shapes';
import { refuse } from './errors';
import { requireIds } from './headers';
import { addressProblems, marketProblem } from './market';
import type { Customer } from './objects';
import { type PartnerRequest, record } from './route';
import { lasting } from './settings';

const twoYearsMs = 730 * 86_400_000;

/** Makes a customer: a tenant of its own with one administrator, whose password is told here and never again. */
export function createCustomer(request: PartnerRequest): Answer {
  const { call, world, token, partnerCenter } = request;
  requireIds(call);
  const fields = body(call);
  if (fields['userCredentials'] !== undefined) refuse(3000, 'userCredentials');
  const customer = readCustomer(fields, lasting(partnerCenter.settings.customerLag));
  if (customer.associatedPartnerId !== undefined && token.kind === 'app') refuse(900329);
  if (world.tenants.find(customer.domain)) domainTaken(customer.domain, partnerCenter.settings.takenDomain);
  const withGdap = fields['enableGDAPByDefault'] !== false;
  addTenant(world, customer, withGdap);
  partnerCenter.addCustomer(customer);
  record(request, customer.id, 'customer.create', customer.domain, customer.id);
  const password = `Aa1!${randomBytes(9).toString('base64url')}`;
  return { status: 201, body: createdCustomer(customer, withGdap, password) };
}

function readCustomer(fields: Fields, lagMs: number): Customer {
  const company = part(fields, 'companyProfile');
  const billing = part(fields, 'billingProfile');
  const address = readAddress(part(billing, 'defaultAddress'));
  const organizationRegistrationNumber = optionalText(company, 'organizationRegistrationNumber');
  const associatedPartnerId = optionalText(fields, 'associatedPartnerId');
  const domain = text(company, 'domain').toLowerCase();
  if (!/^[a-z\d][a-z\d-]{0,26}\.onmicrosoft\.com$/.test(domain)) refuse(3000, 'domain');
  const customer: Customer = {
    id: randomUUID(),
    companyName: text(billing, 'companyName'),
    domain,
    email: text(billing, 'email'),
    culture: text(billing, 'culture'),
    language: text(billing, 'language'),
    address,
    ...(organizationRegistrationNumber === undefined ? {} : { organizationRegistrationNumber }),
    ...(associatedPartnerId === undefined ? {} : { associatedPartnerId }),
    listedAt: Date.now() + lagMs,
  };
  const problem = marketProblem(address, organizationRegistrationNumber);
  if (problem) refuse(...problem);
  const [wrong] = addressProblems(address);
  if (wrong !== undefined) refuse(2007, wrong);
  return customer;
}

/** No document says what a taken domain gets; the status is a setting, the code is nobody's. */
function domainTaken(domain: string, status: 400 | 409): never {
  const description = `The domain ${domain} is already in use by another tenant.`;
  throw new Refusal({
    status,
    body: { code: 'DomainNotAvailable', description, source: 'PartnerApiServiceControllers' },
  });
}

/** The customer's tenant: nothing consented, no roles, no seats. GDAP by default is there, yet nobody has roles by it. */
function addTenant(world: World, customer: Customer, withGdap: boolean): void {
  const now = Date.now();
  const [prefix = ''] = customer.domain.split('.');
  const tenant: Tenant = {
    id: customer.id,
    name: world.tenants.find(prefix) ? customer.domain : prefix,
    displayName: customer.companyName,
    domains: [{ id: customer.domain, isDefault: true, isInitial: true, isVerified: true }],
    consents: {},
    roles: [],
    gdapEndsAt: new Date(withGdap ? now + twoYearsMs : now).toISOString(),
    seats: {},
    extensions: [],
    createdDateTime: seconds(new Date(now)),
  };
  world.tenants.set(tenant);
  const upn = `admin@${customer.domain}`;
  const { firstName, lastName } = customer.address;
  const names = { displayName: `${firstName} ${lastName}`, givenName: firstName, surname: lastName };
  world.directory(tenant).saveUser(newUser(upn, { mailNickname: 'admin', ...names }));
}
