import { z } from 'zod';
import { text } from '../fields';

/** A customer as it stands on record. */
export const customerFields = z.strictObject({
  customerId: z.string(),
  tenantId: z.string().nullable(),
  domain: z.string().nullable(),
  displayName: z.string(),
});

export const customerId = text(100)
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._:@-]*$/u, 'May hold letters, digits, spaces and . _ : @ - only.')
  .describe("The partner's own id of the customer");

/** What stands in front of `.onmicrosoft.com`. */
export const domainPrefix = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z\d][a-z\d-]{0,26}$/, 'Up to 27 letters and digits.')
  .describe('Name in front of .onmicrosoft.com');

/** The domain that each tenant has from its first day. */
export function initialDomain(prefix: string): string {
  return `${prefix}.onmicrosoft.com`;
}

export const country = z
  .string()
  .regex(/^[A-Z]{2}$/, 'Must be two capital letters (ISO 3166), e.g. CH.')
  .describe('Country, two letters');

/** https://learn.microsoft.com/partner-center/developer/utility-resources#address */
export const place = {
  addressLine1: text(200).describe('Street and number'),
  addressLine2: text(200).exactOptional().describe('Second line'),
  city: text(100).describe('City'),
  state: text(2).exactOptional().describe('State or province as two letters, where the country has them'),
  postalCode: text(20).describe('Postal code'),
  country,
};

const person = {
  firstName: text(50).describe('First name'),
  lastName: text(50).describe('Family name'),
};
export const email = z.email('Must be an e-mail address.').max(254, 'At most 254 characters.');
const phoneNumber = text(40).exactOptional().describe('Phone number');

/** Where a customer is, and whom to ask for. */
export const address = z
  .strictObject({ ...person, ...place, phoneNumber })
  .describe('Address, and the person who is there');

/** Whoever accepted an agreement for the customer. */
export const contact = { ...person, email: email.describe('E-mail address'), phoneNumber };
