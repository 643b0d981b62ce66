/**
 * Every `code` a problem can carry: the HTTP status it has when it answers a request, its title, whether the same
 * request may succeed later without a change, and what a person does about it. A closed list: docs/errors.md is made from it.
 */
export interface ErrorCodeEntry {
  readonly status: number;
  readonly title: string;
  readonly retryable: boolean;
  readonly advice: string;
}

const entry = (status: number, title: string, retryable: boolean, advice: string): ErrorCodeEntry => ({
  status,
  title,
  retryable,
  advice,
});

export const errorCodes = {
  // The caller's input.
  BODY_MALFORMED: entry(
    400,
    'The body cannot be read',
    false,
    'Send one JSON object in UTF-8, without duplicate keys; a bulk may also be CSV.',
  ),
  INPUT_INVALID: entry(400, 'The input is not valid', false, 'Correct the fields named in `errors`.'),
  NOT_AVAILABLE: entry(400, 'This property is not available', false, 'Leave the named property out.'),
  PATH_UNSAFE: entry(400, 'A value cannot be part of an address', false, 'Use the id of the object.'),
  CUSTOMER_REQUIRED: entry(
    400,
    'The action needs a customer',
    false,
    'Name the customer by its id, tenant id or a verified domain.',
  ),
  CUSTOMER_NOT_ALLOWED: entry(400, 'The action acts on the partner itself', false, 'Leave `customer` out.'),
  CUSTOMER_WITHOUT_TENANT: entry(422, 'The customer has no tenant yet', false, 'Create or link the tenant first.'),
  TOKEN_MISSING: entry(401, 'No access token', false, 'Send `Authorization: Bearer` with a token for this API.'),
  TOKEN_INVALID: entry(
    401,
    'The access token is not valid',
    false,
    'Get a new token for this API from the partner tenant.',
  ),
  ROLE_MISSING: entry(
    403,
    'The token carries no role of this API',
    false,
    'Assign one of the app roles to the caller.',
  ),
  NOT_GRANTED: entry(403, 'Not granted', false, 'Ask an operator for a grant that covers this action and customer.'),
  NOT_FOUND: entry(404, 'Not found', false, 'Check the address; what a caller may not see is not found either.'),
  ACTION_UNKNOWN: entry(404, 'Unknown action', false, 'See GET /actions for the catalogue.'),
  CUSTOMER_UNKNOWN: entry(404, 'Unknown customer', false, 'See GET /lookups/customers; link the customer first.'),
  METHOD_NOT_ALLOWED: entry(405, 'Method not allowed', false, 'Use a method named in `Allow`.'),
  STATE_CONFLICT: entry(
    409,
    'The state of the request does not allow this',
    false,
    'Read the request; its `links` name what is possible.',
  ),
  KEY_IN_USE: entry(
    409,
    'The first request with this key is still being accepted',
    true,
    'Repeat after `Retry-After`.',
  ),
  UNSETTLED_EFFECTS: entry(
    409,
    'Some effects are not settled',
    false,
    'Settle them first with POST …/settle, or retry.',
  ),
  SECRETS_GONE: entry(410, 'The secrets have been handed over or have expired', false, 'Set a new password.'),
  BODY_TOO_LARGE: entry(413, 'The body is too large', false, 'At most 1 MiB; a bulk at most 16 MiB.'),
  MEDIA_TYPE_UNSUPPORTED: entry(
    415,
    'Unsupported media type',
    false,
    'Send application/json; a bulk may also be text/csv.',
  ),
  KEY_REUSED: entry(422, 'The Idempotency-Key belongs to another body', false, 'Use a new key for a new request.'),
  // Refusals that end a request.
  PLAN_CHANGED: entry(409, 'The plan is no longer what was approved', false, 'Make a new plan and apply that.'),
  CHANGED_SINCE: entry(
    409,
    'The value was changed by somebody else',
    false,
    'Look at the present value; settle, or undo with `force`.',
  ),
  EFFECTS_DIVERGED: entry(
    409,
    'A recorded effect was not asked for again',
    false,
    'Look at the recorded effects and settle the request.',
  ),
  OUTCOME_UNKNOWN: entry(
    409,
    'It is not known whether the change was made',
    false,
    'Look in the tenant, then settle the effect.',
  ),
  ALREADY_EXISTS: entry(
    409,
    'An object with this name exists',
    false,
    'Choose another name, or use the existing object.',
  ),
  PAUSED: entry(409, 'Work is paused', true, 'See system.status; system.resume ends it.'),
  CANCELLED: entry(409, 'The request was cancelled', false, 'Submit a new request.'),
  EXPIRED: entry(409, 'The request has expired', false, 'Submit a new request.'),
  WAIT_TIMED_OUT: entry(409, 'What was waited for did not happen in time', true, 'Look at the service, then retry.'),
  USER_NOT_FOUND: entry(422, 'The user does not exist in the tenant', false, 'Check the id or user principal name.'),
  GROUP_NOT_FOUND: entry(422, 'The group does not exist in the tenant', false, 'Check the id or display name.'),
  GROUP_AMBIGUOUS: entry(422, 'More than one group has this name', false, 'Use the id of the group.'),
  GROUP_NOT_SUPPORTED: entry(
    422,
    'Members of this group cannot be changed here',
    false,
    'Dynamic groups follow their rule; distribution lists are managed in Exchange.',
  ),
  MAILBOX_NOT_FOUND: entry(
    422,
    'There is no such mailbox in the tenant',
    false,
    'Check the address; a user has a mailbox only with a license for Exchange.',
  ),
  MAILBOX_NOT_SUPPORTED: entry(
    422,
    'This kind of mailbox cannot be changed here',
    false,
    'Only mailboxes of users and shared mailboxes are.',
  ),
  RECIPIENT_NOT_FOUND: entry(
    422,
    'There is no such recipient in the tenant',
    false,
    'Check the id or address; who is to get access needs a mailbox or is a mail-enabled security group.',
  ),
  RECIPIENT_AMBIGUOUS: entry(
    422,
    'More than one mailbox or recipient is called so',
    false,
    'Use the id or the address.',
  ),
  SKU_UNKNOWN: entry(422, 'The tenant has no such subscription', false, 'See GET /lookups/skus for the tenant.'),
  NO_SEATS: entry(422, 'No license is left', true, 'Buy seats or free one, then retry.'),
  USAGE_LOCATION_INVALID: entry(
    422,
    'The usage location does not allow the license',
    false,
    'Set a valid two-letter usage location first.',
  ),
  DIRECTORY_SYNCED: entry(
    422,
    'The user is mastered on premises',
    false,
    'Change the user in the local directory that is synchronised.',
  ),
  AGREEMENT_MISSING: entry(
    422,
    'The Microsoft Customer Agreement is not confirmed',
    false,
    'Run customers.confirmAgreement for this customer first.',
  ),
  ADDRESS_INVALID: entry(
    422,
    'Microsoft does not accept the address',
    false,
    'Check it with customers.validateAddress.',
  ),
  REGISTRATION_NUMBER_INVALID: entry(
    422,
    'The registration number is missing, wrong or not supported',
    false,
    "Give it in the format of the customer's country, or leave it out where none is supported.",
  ),
  PHONE_REQUIRED: entry(422, 'The country needs a phone number', false, 'Add phoneNumber to the address.'),
  CATALOG_ITEM_INVALID: entry(
    422,
    'The product cannot be bought like this',
    false,
    'See offers.list for products, terms and billing cycles of this customer.',
  ),
  QUANTITY_NOT_ALLOWED: entry(
    422,
    'The quantity is not allowed',
    false,
    'Stay within the limits of the product, of Steward and of the window in which seats may be given back.',
  ),
  WINDOW_PASSED: entry(
    422,
    'The window for cancelling has passed',
    false,
    'The subscription runs to the end of its term; turn off its renewal instead.',
  ),
  DUPLICATE_ORDER_SUSPECTED: entry(
    409,
    'The same was ordered a short while ago',
    false,
    'Look at the earlier order; repeat with allowDuplicate when both are wanted.',
  ),
  PURCHASE_NOT_ALLOWED: entry(
    422,
    'Microsoft does not allow this purchase',
    false,
    'See `upstream`: credit, risk, review of the customer or the Microsoft Partner Agreement.',
  ),
  ORDER_FAILED: entry(422, 'The order was refused', false, 'Nothing was bought. See the detail, then order again.'),
  SUBSCRIPTION_NOT_FOUND: entry(
    422,
    'The customer has no such subscription',
    false,
    'See subscriptions.list for its subscriptions.',
  ),
  SUBSCRIPTION_NOT_CHANGEABLE: entry(
    422,
    'The subscription cannot be changed in its present state',
    false,
    'It is suspended, deleted, expiring or locked; see `upstream`.',
  ),
  TENANT_NOT_FOUND: entry(422, 'Microsoft knows no such tenant', false, 'Check the tenant id or domain.'),
  // Microsoft's refusals.
  CONSENT_MISSING: entry(
    502,
    'The application is not consented in the tenant',
    false,
    'Apply the consents for this customer.',
  ),
  PERMISSION_MISSING: entry(
    502,
    'Microsoft refused: a permission or role is missing',
    false,
    'Compare consent and GDAP roles with what the action declares.',
  ),
  GDAP_MISSING: entry(
    502,
    'No delegated admin relationship',
    false,
    'Renew the GDAP relationship and its role assignments.',
  ),
  RESELLER_RELATIONSHIP_MISSING: entry(
    502,
    'The customer is not a customer of this partner',
    false,
    'Ask the customer to accept a reseller relationship.',
  ),
  MFA_REQUIRED: entry(
    502,
    'Partner Center demands multifactor authentication',
    false,
    'Sign in the service account again, with multifactor authentication.',
  ),
  CREDENTIAL_DEAD: entry(
    502,
    "The partner's own credential is refused",
    false,
    'Renew the credential of the app registration.',
  ),
  REFRESH_TOKEN_DEAD: entry(502, "The partner's refresh token is refused", false, 'Sign in the service account again.'),
  TENANT_REFUSES: entry(
    502,
    'The tenant refuses the partner',
    false,
    'Look at the upstream code: Conditional Access or a tenant restriction.',
  ),
  UPSTREAM_REFUSED: entry(
    502,
    'Microsoft refused the call',
    false,
    'See `upstream` for service, code and correlation id.',
  ),
  UPSTREAM_BUSY: entry(
    503,
    'Microsoft is still at work on an earlier change',
    true,
    'Nothing was changed. Steward repeats by itself.',
  ),
  UPSTREAM_THROTTLED: entry(503, 'Microsoft is throttling', true, 'Steward repeats by itself.'),
  UPSTREAM_UNAVAILABLE: entry(503, 'Microsoft did not answer', true, 'Steward repeats by itself.'),
  TOKEN_WRONG_TENANT: entry(500, 'A token for another tenant was refused', false, 'Nothing was sent. Report this.'),
  WRONG_CUSTOMER: entry(500, 'A call for another customer was refused', false, 'Nothing was sent. Report this.'),
  // Ourselves.
  ACCEPT_UNKNOWN: entry(
    503,
    'It is not known whether the request was recorded',
    true,
    'Repeat with the same Idempotency-Key, or look at `Location`.',
  ),
  STORAGE_UNAVAILABLE: entry(503, 'Nothing was accepted: storage is not available', true, 'Repeat later.'),
  VAULT_UNAVAILABLE: entry(503, 'Nothing was accepted: the key vault is not available', true, 'Repeat later.'),
  CONFIGURATION: entry(500, 'A setting is missing or wrong', false, 'Correct the named setting.'),
  INTERNAL: entry(500, 'An unexpected fault in Steward', true, 'Report the request id.'),
} satisfies Record<string, ErrorCodeEntry>;

export type ErrorCode = keyof typeof errorCodes;
