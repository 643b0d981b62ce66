// What Partner Center wants of customers, by country.
// https://learn.microsoft.com/en-us/partner-center/developer/create-a-customer
// https://learn.microsoft.com/en-us/partner-center/developer/error-codes (600002, 600049, 600050, 600051)
import type { PartnerCode } from './errors';
import type { Address } from './objects';

/** Countries where the phone number must be given too. */
const phone = new Set(['AM', 'AZ', 'BY', 'HU', 'IN', 'KZ', 'KG', 'MD', 'RU', 'TJ', 'UZ', 'UA']);

const registrationNumber = new Set([
  ...phone,
  ...['BR', 'ZA', 'PL', 'AE', 'SA', 'TR', 'TH', 'VN', 'MM', 'IQ', 'SS', 'VE'],
]);

/** The one format Microsoft's documents show; which country it is of they do not say. */
const format = /^(\d{7}|\d{10})$/;

// Where the state is checked against a list; of Mexico and China the local cloud has none.
const states: Readonly<Record<string, readonly string[]>> = {
  US: 'AK AL AR AZ CA CO CT DC DE FL GA HI IA ID IL IN KS KY LA MA MD ME MI MN MO MS MT NC ND NE NH NJ NM NV NY OH OK OR PA RI SC SD TN TX UT VA VT WA WI WV WY'.split(
    ' ',
  ),
  CA: 'AB BC MB NB NL NS NT NU ON PE QC SK YT'.split(' '),
};

const postalCodes: Readonly<Record<string, RegExp>> = {
  US: /^\d{5}(-\d{4})?$/,
  CA: /^[A-Z]\d[A-Z] ?\d[A-Z]\d$/i,
  CH: /^\d{4}$/,
  DE: /^\d{5}$/,
};

/** What is wrong with a number of registration and phone for the country; undefined when nothing is. */
export function marketProblem(
  { country, phoneNumber }: Address,
  organizationRegistrationNumber: string | undefined,
): readonly [PartnerCode, ...string[]] | undefined {
  const needsNumber = registrationNumber.has(country);
  if (organizationRegistrationNumber !== undefined && !needsNumber) return [600002];
  if (organizationRegistrationNumber === undefined && needsNumber) return [600049];
  if (organizationRegistrationNumber !== undefined && !format.test(organizationRegistrationNumber)) {
    return [600050, format.source];
  }
  return phoneNumber === undefined && phone.has(country) ? [600051] : undefined;
}

/** The fields of an address that its country does not know. */
export function addressProblems(address: Pick<Address, 'country' | 'state' | 'postalCode'>): string[] {
  const known = states[address.country];
  const postalCode = postalCodes[address.country];
  return [
    ...(known && !known.includes((address.state ?? '').toUpperCase()) ? ['Region'] : []),
    ...(postalCode && !postalCode.test(address.postalCode) ? ['PostalCode'] : []),
  ];
}

const currencies: Readonly<Record<string, string>> = { CH: 'CHF', GB: 'GBP', US: 'USD', CA: 'CAD', AU: 'AUD' };
const euro = new Set(['AT', 'BE', 'DE', 'ES', 'FI', 'FR', 'IE', 'IT', 'LU', 'NL', 'PT']);

export function currencyOf(country: string): string {
  return currencies[country] ?? (euro.has(country) ? 'EUR' : 'USD');
}

/** The rules of a market as the API tells them. https://learn.microsoft.com/en-us/partner-center/developer/get-market-specific-validation-data */
export function countryInformation(country: string): Record<string, unknown> {
  const known = states[country];
  const postalCode = postalCodes[country];
  return {
    iso2Code: country,
    defaultCulture: country === 'CH' || country === 'DE' ? `de-${country}` : `en-${country}`,
    isStateRequired: known !== undefined,
    ...(known ? { states: { value: known } } : {}),
    supportedLanguages: { value: ['en', 'de', 'fr'] },
    supportedCultures: { value: [`en-${country}`, `de-${country}`, `fr-${country}`] },
    isPostalCodeRequired: postalCode !== undefined,
    ...(postalCode ? { postalCodeRegex: postalCode.source } : {}),
    isCityRequired: true,
    isVatIdSupported: false,
    phoneNumberRegex: '^\\+?[\\d ()./-]{5,20}$',
    isRegistrationNumberSupported: registrationNumber.has(country),
    isTaxIdSupported: false,
    attributes: { objectType: 'CountryInformation' },
  };
}
