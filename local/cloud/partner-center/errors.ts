import { type Answer, Refusal } from '../wire';

type Kind = readonly [status: number, text: string];

// https://learn.microsoft.com/en-us/partner-center/developer/error-codes
export const errorKinds = {
  400: [401, 'Access denied'],
  2001: [400, "Subscription quantity can't be increased or decreased while subscription is being suspended"],
  2002: [400, "Subscription quantity isn't within minimum and maximum allowed quantity"],
  2011: [400, "Subscription with ID {0} and deleted status can't be updated."],
  2054: [
    400,
    "The billing cycle for an existing subscription can't be updated using update-subscription operation. Use update-Order operation",
  ],
  2055: [400, 'Etag is no longer valid'],
  2085: [403, "The offer isn't eligible for purchase"],
  2091: [403, 'The offer is no longer available for purchase'],
  3000: [400, 'Invalid property {0}'],
  13605: [
    403,
    'Either a partner confirmation of the customer acceptance of the Microsoft Customer Agreement must be provided or the customer must accept the Microsoft Customer Agreement in the Microsoft Admin Center before you can complete this purchase',
  ],
  20000: [404, 'Order ID not found'],
  20002: [403, 'The partner ID {0} has no commerce relationship with the customer ID {1}.'],
  20003: [404, 'Subscription with ID {0} not found.'],
  60003: [404, 'Tenant not found'],
  400013: [404, "Product wasn't found"],
  400018: [404, "SKU wasn't found"],
  400019: [404, 'Availability not found.'],
  600002: [400, "Organization registration ID value isn't supported"],
  600049: [400, 'Organization registration ID information is missing'],
  600050: [400, 'Organization registration ID information is invalid and should be of the format {0}'],
  600051: [400, 'Customer phone number is missing'],
  800001: [401, 'Partner Token missing in request context'],
  800002: [400, 'Invalid request input'],
  800008: [404, 'Unable to retrieve cart ID'],
  800009: [400, 'Error in Cart item(s)'],
  800040: [400, "Asset status can't be changed to {0} from {1}"],
  800060: [409, 'Your order is in progress. Check your order history for recent orders in few minutes'],
  800064: [409, 'Cart {0} is being processed by another request'],
  800065: [400, "can't check out an already submitted cart {0}."],
  800082: [409, 'Subscription is not ready to be updated. Try again after sometime'],
  800090: [400, 'Subscription quantity cannot be decreased.'],
  800093: [400, "The subscription isn't eligible to be auto-renewed"],
  900117: [400, 'You have passed your {0}-day cancellation window. We are unable to cancel your purchase'],
  900206: [400, 'Partner Attestation is missing'],
  900278: [409, 'There is a pending operation on this subscription. Please try again after 24 hours.'],
  900308: [403, 'Insufficient privileges to complete the operation.'],
  900329: [403, 'This resource does not support application-only authentication.'],
} satisfies Record<number, Kind>;

// Codes seen in the wild that the list of codes does not have.
const unlisted = {
  2007: [400, '{"code":60071,"description":"The address is not valid: {0}"}'],
  400030: [403, "Access to the requested targetSegment isn't allowed."],
  400036: [403, "Access to the requested targetView isn't allowed."],
  900420: [401, 'The audience of the token is not accepted.'],
  900421: [401, 'MFA is required: the token has no claim of multifactor authentication.'],
} satisfies Record<number, Kind>;

const kinds = { ...errorKinds, ...unlisted };

export type PartnerCode = keyof typeof kinds;

/** The code is documented as text and shown as a number; the layers behind the gateway differ. */
const asText = new Set<PartnerCode>([400, 3000, 20000, 20003, 60003, 800001, 800002, 900308, 900329, 900420, 900421]);

/** Partner Center's error body. */
export function partnerError(code: PartnerCode, ...args: readonly string[]): Answer {
  const [status, text]: Kind = kinds[code];
  const description = text.replaceAll(/\{(\d)\}/g, (_, index: string) => args[Number(index)] ?? '');
  const body = asText.has(code)
    ? { code: String(code), description, source: 'PartnerApiServiceControllers' }
    : { code, description, data: [], source: 'PartnerFD' };
  const headers = status === 401 ? { 'WWW-Authenticate': 'OAuth realm=urn:cpsvc:cpid:local' } : undefined;
  return { status, body, ...(headers ? { headers } : {}) };
}

export function refuse(code: PartnerCode, ...args: readonly string[]): never {
  throw new Refusal(partnerError(code, ...args));
}

/** The other error body, of agreements. */
export function refuseAgreement(code: number, errorName: string, message: string): never {
  throw new Refusal({
    status: 400,
    body: {
      code,
      message,
      description: message,
      errorName,
      isRetryable: false,
      parameters: {},
      errorMessageExtended: `InternalErrorCode=${String(code)}`,
    },
  });
}

/** The gateway's answer to too many calls, which has none of the fields the service's errors have. */
export function tooManyCalls(retryAfter: number): Answer {
  return {
    status: 429,
    headers: { 'Retry-After': String(retryAfter) },
    body: { statusCode: 429, message: `Rate limit is exceeded. Try again in ${String(retryAfter)} seconds.` },
  };
}

/** Loud about what the local cloud does not do. */
export function notImplemented(what: string): never {
  throw new Refusal({
    status: 501,
    body: { code: 'NotImplemented', description: `The local cloud does not know ${what}.`, source: 'local cloud' },
  });
}
