// Limits and characters as Graph has them: https://learn.microsoft.com/graph/api/resources/user#properties
import { z } from 'zod';
import { text } from '../fields';

/** https://learn.microsoft.com/entra/identity/authentication/concept-sspr-policy#username-policies */
const upn = /^(?=.{1,64}@)[\w'!#^~-]+(?:\.[\w'!#^~-]+)*@[A-Za-z\d-]+(?:\.[A-Za-z\d-]+)+$/;

export const userPrincipalName = text(113)
  .regex(upn, "Must look like name@domain; the name may hold letters, digits and ' . - _ ! # ^ ~ only.")
  .describe('Sign-in name, in a verified domain of the customer');
export const mailNickname = text(64)
  .regex(/^[!#-'*+./0-9=?A-Z^_`a-z{|}~-]+$/, 'Must not hold spaces, accents or any of @ ( ) \\ [ ] " ; : < > ,')
  .describe('Mail alias');
export const usageLocation = z
  .string()
  .regex(/^[A-Z]{2}$/, 'Must be two capital letters (ISO 3166), e.g. CH.')
  .describe('Country where the user works, two letters; decides which licenses are possible');
export const displayName = text(256).describe('Name as shown in the address book');
export const givenName = text(64).describe('First name');
export const surname = text(64).describe('Family name');
export const jobTitle = text(128).describe('Job title');
export const department = text(64).describe('Department');
export const officeLocation = text(128).describe('Office');
export const mobilePhone = text(64).describe('Mobile phone number');

const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^\da-zA-Z]/];

/** https://learn.microsoft.com/entra/identity/authentication/concept-sspr-policy#microsoft-entra-password-policies */
export const password = z
  .string()
  .min(8, 'At least 8 characters.')
  .max(256, 'At most 256 characters.')
  .refine(
    (value) => kinds.filter((kind) => kind.test(value)).length >= 3,
    'Needs three of: small letters, capital letters, digits, symbols.',
  )
  .describe('First password; left out, one is generated and handed over once');
