import type { CmdletParameters } from '../types';

/** Cmdlets the Exchange Online Admin API serves, with the parameters it takes. Everything else goes through InvokeCommand. */
const endpoints: Readonly<Record<string, { readonly endpoint: string; readonly parameters: readonly string[] }>> = {
  // https://learn.microsoft.com/exchange/reference/admin-api-endpoints-reference
  'Get-Mailbox': { endpoint: 'Mailbox', parameters: ['Identity', 'ResultSize'] },
  'Get-AcceptedDomain': { endpoint: 'AcceptedDomain', parameters: [] },
  'Get-OrganizationConfig': { endpoint: 'OrganizationConfig', parameters: [] },
};

/** Where a cmdlet is called, below the service's root. */
export function addressOf(tenantId: string, cmdlet: string, parameters: CmdletParameters, adminApi: boolean): string {
  const tenant = encodeURIComponent(tenantId);
  const served = adminApi && Object.hasOwn(endpoints, cmdlet) ? endpoints[cmdlet] : undefined;
  const covers = served && Object.keys(parameters).every((name) => served.parameters.includes(name));
  // What Microsoft's own PowerShell module calls; nothing documented does all of this over HTTPS.
  return covers ? `/adminapi/v2.0/${tenant}/${served.endpoint}` : `/adminapi/beta/${tenant}/InvokeCommand`;
}

/** A mailbox of the tenant that is always there. https://learn.microsoft.com/exchange/reference/admin-api-get-started */
const systemMailbox = 'SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}';

/** Calls are routed by this: with one mailbox as anchor, what was just written is soonest read. */
export function anchorOf(tenantId: string, mailbox: string | undefined): string {
  return mailbox === undefined ? `APP:${systemMailbox}@${tenantId}` : `SMTP:${mailbox}`;
}
