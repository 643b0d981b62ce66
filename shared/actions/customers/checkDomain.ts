import { z } from 'zod';
import { path } from '../../connections/http/path';
import { defineAction } from '../action';
import { domainPrefix, initialDomain } from './fields';

export const checkDomain = defineAction({
  name: 'customers.checkDomain',
  title: 'Check domain',
  summary: 'Tells whether a name in front of .onmicrosoft.com is free for a new tenant.',
  kind: 'read',
  target: 'partner',
  connections: ['partnerCenter'],
  permissions: { partnerCenter: ['user_impersonation'] },
  gdapRoles: [],
  input: z.strictObject({ domain: domainPrefix }),
  output: z.strictObject({ domain: z.string(), available: z.boolean() }),
  secrets: [],
  undo: null,
  example: { domain: 'northwind' },

  async run(input, { partnerCenter }) {
    const domain = initialDomain(input.domain);
    // https://learn.microsoft.com/partner-center/developer/verify-domain-availability
    return { domain, available: !(await partnerCenter.exists(path`/domains/${domain}`)) };
  },
});
