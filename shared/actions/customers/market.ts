import { path } from '../../connections/http/path';
import type { PartnerCenterReader } from '../../connections/types';
import type { ErrorCode } from '../../error-codes';
import { refusedByPartnerCenter } from '../look-up';

/** https://learn.microsoft.com/partner-center/developer/country-information-resources */
interface CountryRules {
  readonly isStateRequired?: boolean;
  readonly isRegistrationNumberSupported?: boolean;
  readonly postalCodeRegex?: string;
}

/** https://learn.microsoft.com/partner-center/developer/error-codes, 600049 and 600051 */
const phoneRequired = new Set(['AM', 'AZ', 'BY', 'HU', 'IN', 'KZ', 'KG', 'MD', 'RU', 'TJ', 'UZ', 'UA']);

/** https://learn.microsoft.com/partner-center/developer/create-a-customer */
const numberRequired = new Set([
  ...phoneRequired,
  ...['BR', 'ZA', 'PL', 'AE', 'SA', 'TR', 'TH', 'VN', 'MM', 'IQ', 'SS', 'VE'],
]);

interface Given {
  readonly country: string;
  readonly state?: string;
  readonly postalCode: string;
  readonly phoneNumber?: string;
  readonly organizationRegistrationNumber?: string;
}

/** Refuses what the customer's country does not take, before anything is made. */
export async function checkMarket(partnerCenter: PartnerCenterReader, given: Given): Promise<void> {
  const { country, state, postalCode, phoneNumber, organizationRegistrationNumber: number } = given;
  const { value: rules } = await partnerCenter.get<CountryRules>(path`/countryvalidationrules/${country}`);
  const refuse = (code: ErrorCode, detail: string): never => {
    throw refusedByPartnerCenter(code, detail);
  };
  if (number === undefined && numberRequired.has(country))
    refuse('REGISTRATION_NUMBER_INVALID', `Companies in ${country} need a registration number.`);
  if (number !== undefined && rules.isRegistrationNumberSupported === false)
    refuse('REGISTRATION_NUMBER_INVALID', `A registration number is not supported in ${country}.`);
  if (phoneNumber === undefined && phoneRequired.has(country))
    refuse('PHONE_REQUIRED', `Companies in ${country} need a phone number.`);
  if (state === undefined && rules.isStateRequired === true)
    refuse('ADDRESS_INVALID', `An address in ${country} needs a state.`);
  if (!matches(postalCode, rules.postalCodeRegex))
    refuse('ADDRESS_INVALID', `'${postalCode}' is no postal code of ${country}.`);
}

/** What cannot be read as a pattern here says nothing. */
function matches(text: string, pattern: string | undefined): boolean {
  if (pattern === undefined || pattern === '') return true;
  try {
    return new RegExp(pattern, 'i').test(text);
  } catch {
    return true;
  }
}
