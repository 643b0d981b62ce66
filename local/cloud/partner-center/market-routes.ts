import { validateAddress } from './addresses';
import { refuse } from './errors';
import { countryInformation } from './market';
import type { PartnerRoute } from './route';

/** What can be asked before there is a customer. */
export const marketRoutes: readonly PartnerRoute[] = [
  {
    // 200: the domain is taken; 404: it is free. https://learn.microsoft.com/en-us/partner-center/developer/verify-domain-availability
    method: 'HEAD',
    path: '/domains/{domain}',
    auth: 'app, app+user',
    handle: ({ params, world }) => {
      const domain = params['domain'] ?? '';
      return { status: domain.includes('.') && world.tenants.find(domain) ? 200 : 404 };
    },
  },
  { method: 'POST', path: '/validations/address', auth: 'app, app+user', handle: validateAddress },
  {
    method: 'GET',
    path: '/countryvalidationrules/{isocode-id}',
    auth: 'app, app+user',
    handle: ({ params }) => {
      const country = (params['isocode-id'] ?? '').toUpperCase();
      if (!/^[A-Z]{2}$/.test(country)) refuse(3000, 'isocode-id');
      return { status: 200, body: countryInformation(country) };
    },
  },
];
