import { UpstreamError } from '../../errors';
import type { HttpCall } from '../http/send';
import type { UrlPath } from '../http/path';

export interface Scope {
  /** Whose request it is: a customer's tenant, or the partner's own. */
  readonly tenantId: string;
  readonly partnerTenantId: string;
}

/**
 * The token is the partner's whatever the customer, so the path alone says whose order it is. A request of a customer
 * reaches that customer only and changes nothing else; one of the partner itself changes nothing below a customer.
 * Returns the path as it goes out; throws before anything is sent.
 */
export function pathInScope({ tenantId, partnerTenantId }: Scope, method: HttpCall['method'], path: UrlPath): string {
  // Parsed, so that what is looked at is what the service sees.
  const url = new URL(`https://host${path}`);
  const [first = '', second, ...rest] = url.pathname.slice(1).split('/').map(decodeURIComponent);
  const reads = method === 'GET' || method === 'HEAD';
  const ofCustomers = first.toLowerCase() === 'customers';
  const ofPartner = tenantId.toLowerCase() === partnerTenantId.toLowerCase();
  const allowed = ofPartner
    ? reads || !ofCustomers || (second === undefined && rest.length === 0)
    : ofCustomers
      ? second?.toLowerCase() === tenantId.toLowerCase()
      : reads;
  // `//host/…` and the like are no paths of the service.
  if (allowed && first !== '' && url.host === 'host') return url.pathname + url.search;
  throw new UpstreamError('WRONG_CUSTOMER', 'The call is not one of this customer. Nothing was sent.', 'notSent', {
    upstream: { service: 'partnerCenter' },
  });
}
