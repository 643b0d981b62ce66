import { path } from '../../connections/http/path';
import type { PartnerCenterReader } from '../../connections/types';
import type { Finding } from '../action';
import { refusedByPartnerCenter } from '../look-up';

export interface Created {
  readonly [name: string]: string;
  readonly tenantId: string;
  readonly adminUser: string;
}

interface Wanted {
  readonly domain: string;
  readonly companyName: string;
  readonly email: string;
}

interface ListedCustomer {
  readonly id: string;
  readonly companyProfile?: { readonly domain?: string; readonly companyName?: string };
}

interface WholeCustomer {
  readonly billingProfile?: { readonly email?: string };
}

/**
 * Looks whether a customer of this domain is the one our request created. Nothing of ours can be written into a tenant
 * with its creation; but the domain was free when the request began, so one that is now a customer of this partner,
 * with this company and this address for mail, is ours.
 */
export async function findCreated(
  partnerCenter: PartnerCenterReader,
  { domain, companyName, email }: Wanted,
): Promise<Finding<Created>> {
  // https://learn.microsoft.com/partner-center/developer/get-a-customer-by-name
  const filter = JSON.stringify({ Field: 'Domain', Value: domain, Operator: 'starts_with' });
  const listed = await partnerCenter.list<ListedCustomer>(path`/customers?size=0&filter=${filter}`);
  const found = listed.find(({ companyProfile }) => same(companyProfile?.domain, domain));
  if (found) {
    const { value } = await partnerCenter.get<WholeCustomer>(path`/customers/${found.id}`);
    const ours = same(found.companyProfile?.companyName, companyName) && same(value.billingProfile?.email, email);
    return ours ? { is: 'found', result: { tenantId: found.id, adminUser: `admin@${domain}` } } : { is: 'taken' };
  }
  // Taken and not, or not yet, in the list: by us or by another, so it is looked for again.
  if (await partnerCenter.exists(path`/domains/${domain}`))
    throw refusedByPartnerCenter('OUTCOME_UNKNOWN', `${domain} exists, but is not among the customers.`);
  return { is: 'absent' };
}

function same(one: string | undefined, other: string): boolean {
  return one?.trim().toLowerCase() === other.trim().toLowerCase();
}
