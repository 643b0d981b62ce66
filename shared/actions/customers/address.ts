import { z } from 'zod';
import type { PartnerCenterReader } from '../../connections/types';
import { place } from './fields';

export const placeFields = z.strictObject(place);
export type Place = z.infer<typeof placeFields>;

export interface AddressCheck {
  /** As Partner Center calls it, e.g. VerifiedShippable. */
  readonly status: string;
  /** Whether a customer can be created with it. */
  readonly accepted: boolean;
  readonly message: string | null;
  readonly suggestions: readonly Partial<Place>[];
}

interface Answer {
  readonly status: string;
  readonly validationMessage?: string;
  readonly suggestedAddresses?: readonly Readonly<Record<string, unknown>>[];
}

/** What Microsoft makes of an address. https://learn.microsoft.com/partner-center/developer/validate-an-address */
export async function checkAddress(partnerCenter: PartnerCenterReader, given: Place): Promise<AddressCheck> {
  // A state is demanded of every country, and looked at in four of them.
  const { addressLine1, addressLine2, city, country, state = country, postalCode } = given;
  const answer = await partnerCenter.validateAddress<Answer>({
    addressLine1,
    ...(addressLine2 === undefined ? {} : { addressLine2 }),
    city,
    state,
    postalCode,
    country,
  });
  return {
    status: answer.status,
    // Every other verdict is of an address that exists, if only in part, or could not be looked up.
    accepted: answer.status.toLowerCase() !== 'none',
    message: answer.validationMessage ?? null,
    suggestions: (answer.suggestedAddresses ?? []).map((found) => toPlace(found, given)),
  };
}

function toPlace(found: Readonly<Record<string, unknown>>, given: Place): Partial<Place> {
  const names = Object.keys(given) as (keyof Place)[];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = found[name];
      return typeof value === 'string' && value !== '' ? [[name, value]] : [];
    }),
  );
}
