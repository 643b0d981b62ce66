import type { Answer } from '../wire';
import { body, type Fields, optionalText, text } from './body';
import { refuse } from './errors';
import { addressProblems } from './market';
import type { Address } from './objects';
import type { PartnerRequest } from './route';

type Place = Omit<Address, 'firstName' | 'lastName' | 'phoneNumber'>;

/** Where the address is, with the lengths of https://learn.microsoft.com/en-us/partner-center/developer/utility-resources#address */
function readPlace(fields: Fields): Place {
  const country = text(fields, 'country', 2).toUpperCase();
  if (!/^[A-Z]{2}$/.test(country)) refuse(3000, 'country');
  const addressLine2 = optionalText(fields, 'addressLine2', 200);
  const state = optionalText(fields, 'state', 2);
  return {
    country,
    city: text(fields, 'city'),
    ...(state === undefined ? {} : { state }),
    addressLine1: text(fields, 'addressLine1', 200),
    ...(addressLine2 === undefined ? {} : { addressLine2 }),
    postalCode: text(fields, 'postalCode'),
  };
}

/** An address with the person who is there. */
export function readAddress(fields: Fields): Address {
  const phoneNumber = optionalText(fields, 'phoneNumber');
  return {
    ...readPlace(fields),
    firstName: text(fields, 'firstName', 50),
    lastName: text(fields, 'lastName', 50),
    ...(phoneNumber === undefined ? {} : { phoneNumber }),
  };
}

/**
 * Always 200: the status says what is thought of the address. Lines that say `Nowhere` are found to be wrong, lines
 * without a number to be partial.
 * https://learn.microsoft.com/en-us/partner-center/developer/validate-an-address
 */
export function validateAddress({ call }: PartnerRequest): Answer {
  const fields = body(call);
  if (optionalText(fields, 'state') === undefined) refuse(3000, 'state');
  const place = readPlace(fields);
  const problems = addressProblems(place);
  const wrong = problems.length > 0 || /nowhere/i.test(place.addressLine1);
  const partial = !/\d/.test(place.addressLine1);
  const better = {
    ...place,
    ...(partial ? { addressLine1: `1 ${place.addressLine1}` } : {}),
    ...(place.country === 'US' && place.postalCode.length === 5 ? { postalCode: `${place.postalCode}-8300` } : {}),
  };
  const named = problems.length > 0 ? problems : ['Street'];
  return {
    status: 200,
    body: {
      originalAddress: place,
      suggestedAddresses: wrong ? [] : [better],
      status: wrong ? 'None' : partial ? 'StreetPartial' : 'VerifiedShippable',
      ...(wrong || partial
        ? { validationMessage: `Address field invalid for property: ${named.map((name) => `'${name}'`).join(', ')}` }
        : {}),
    },
  };
}
