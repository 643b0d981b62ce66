import { type Cmdlet, textOf, viewers } from './cmdlet';
import { notFound } from './errors';
import { allRecipients, findRecipient, recipientRow } from './recipients';

export const tenantCmdlets: readonly Cmdlet[] = [
  {
    name: 'Get-Recipient',
    parameters: ['Identity', 'ResultSize'],
    roles: viewers,
    run: (invocation) => {
      const identity = textOf(invocation, 'Identity');
      const found =
        identity === undefined
          ? [...allRecipients(invocation)]
          : [findRecipient(invocation, identity) ?? notFound(identity)];
      return found.map(recipientRow);
    },
  },
  {
    name: 'Get-AcceptedDomain',
    parameters: ['Identity', 'ResultSize'],
    roles: viewers,
    endpoint: 'AcceptedDomain',
    run: (invocation) => {
      const identity = textOf(invocation, 'Identity')?.toLowerCase();
      const rows = invocation.tenant.domains
        .filter(({ isVerified, id }) => isVerified && (identity === undefined || id.toLowerCase() === identity))
        .map(({ id, isDefault, isInitial }) => ({
          Default: isDefault,
          DomainName: id,
          DomainType: 'Authoritative',
          Id: id,
          Identity: id,
          InitialDomain: isInitial,
          Name: id,
        }));
      return identity !== undefined && rows.length === 0 ? notFound(identity) : rows;
    },
  },
  {
    name: 'Get-OrganizationConfig',
    parameters: [],
    roles: viewers,
    endpoint: 'OrganizationConfig',
    run: ({ tenant }) => [
      {
        DisplayName: tenant.displayName,
        ExternalDirectoryOrganizationId: tenant.id,
        Identity: tenant.domains.find(({ isInitial }) => isInitial)?.id ?? tenant.name,
        IsDehydrated: false,
        Name: tenant.domains.find(({ isInitial }) => isInitial)?.id ?? tenant.name,
      },
    ],
  },
];
