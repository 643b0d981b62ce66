// https://learn.microsoft.com/en-us/partner-center/developer/customer-resources
import { createHash } from 'node:crypto';
import { link } from './collection';
import type { Customer } from './objects';

/** An id that follows from another, the same each time. */
export function derivedId(of: string, purpose: string): string {
  const hex = createHash('sha256').update(`${purpose} ${of}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

type Plain = Readonly<Record<string, unknown>>;

function companyProfile({ id, domain, companyName }: Customer, more: Plain = {}): Plain {
  return {
    tenantId: id,
    domain,
    companyName,
    ...more,
    links: { self: link(`/customers/${id}/profiles/company`) },
    attributes: { objectType: 'CustomerCompanyProfile' },
  };
}

function billingProfile(customer: Customer): Plain {
  const { email, culture, language, companyName, address } = customer;
  return {
    id: derivedId(customer.id, 'billing'),
    email,
    culture,
    language,
    companyName,
    defaultAddress: { phoneNumber: '', ...address },
    attributes: {
      etag: BigInt(`0x${derivedId(customer.id, 'etag').slice(0, 8)}`).toString(),
      objectType: 'CustomerBillingProfile',
    },
  };
}

/** The answer to a creation: the only one that has the password. */
export function createdCustomer(customer: Customer, withGdap: boolean, password: string): Plain {
  const { id, associatedPartnerId } = customer;
  return {
    id,
    commerceId: derivedId(id, 'commerce'),
    companyProfile: companyProfile(customer),
    billingProfile: billingProfile(customer),
    enableGDAPByDefault: withGdap,
    relationshipToPartner: associatedPartnerId === undefined ? 'none' : 'reseller',
    userCredentials: { userName: 'admin', password },
    ...(associatedPartnerId === undefined ? {} : { associatedPartnerId }),
    attributes: { objectType: 'Customer' },
  };
}

/** A customer in a list. */
export function listedCustomer(customer: Customer): Plain {
  return {
    id: customer.id,
    companyProfile: companyProfile(customer),
    relationshipToPartner: 'reseller',
    links: { self: link(`/customers/${customer.id}`) },
    attributes: { objectType: 'Customer' },
  };
}

/** A customer read by id; without access to the tenant some of it is left out. */
export function wholeCustomer(customer: Customer, hasAccess: boolean): Plain {
  const { id, email, address, associatedPartnerId } = customer;
  const { state, country, city, addressLine1, postalCode, phoneNumber = '' } = address;
  const place = { country, ...(state === undefined ? {} : { region: state }), city, addressLine1, postalCode };
  return {
    id,
    commerceId: derivedId(id, 'commerce'),
    companyProfile: companyProfile(customer, hasAccess ? { address: { ...place, phoneNumber }, email } : {}),
    billingProfile: billingProfile(customer),
    relationshipToPartner: 'reseller',
    allowDelegatedAccess: hasAccess,
    ...(hasAccess ? { customDomains: [customer.domain] } : {}),
    ...(associatedPartnerId === undefined ? {} : { associatedPartnerId }),
    links: { self: link(`/customers/${id}`) },
    attributes: { objectType: 'Customer' },
  };
}
