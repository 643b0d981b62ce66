/** People of the partner's own tenant. */
export interface Person {
  readonly id: string;
  readonly userPrincipalName: string;
  readonly displayName: string;
}

export const partnerDomain = 'partner.onmicrosoft.com';

/** The account whose one refresh token opens every customer. */
export const serviceAccount: Person = {
  id: '99999999-0000-4000-8000-000000000001',
  userPrincipalName: `steward@${partnerDomain}`,
  displayName: 'Steward service account',
};

export const people: Readonly<Record<string, Person>> = {
  'local-alice': {
    id: '99999999-0000-4000-8000-00000000000a',
    userPrincipalName: `alice@${partnerDomain}`,
    displayName: 'Local Alice',
  },
  'local-bob': {
    id: '99999999-0000-4000-8000-00000000000b',
    userPrincipalName: `bob@${partnerDomain}`,
    displayName: 'Local Bob',
  },
};
