import { z } from 'zod';
import { path } from '../../connections/http/path';
import { isAgreementThere } from '../../connections/partner-center/errors';
import type { PartnerCenterReader } from '../../connections/types';
import { defineAction } from '../action';
import { refusedByPartnerCenter } from '../look-up';
import { contact } from './fields';

/** Without it the older Microsoft Cloud Agreement is meant. */
const agreementType = 'MicrosoftCustomerAgreement';

export const confirmAgreement = defineAction({
  name: 'customers.confirmAgreement',
  title: 'Confirm customer agreement',
  summary: 'Confirms that the customer has accepted the Microsoft Customer Agreement, and who did.',
  kind: 'create',
  target: 'customer',
  connections: ['partnerCenter'],
  permissions: { partnerCenter: ['user_impersonation'] },
  gdapRoles: [],
  input: z.strictObject({
    ...contact,
    dateAgreed: z.iso
      .datetime({ offset: true, error: 'Must be a time such as 2027-01-04T08:00:00Z.' })
      .exactOptional()
      .describe('When it was accepted; left out: now'),
  }),
  output: z.strictObject({ templateId: z.string() }),
  secrets: [],
  undo: null,
  example: { firstName: 'Nora', lastName: 'Wind', email: 'nora@northwind.example', phoneNumber: '+41 44 000 00 00' },
  subject: () => agreementType,

  async run({ dateAgreed: given, ...primaryContact }, { partnerCenter, customer, once, effect }) {
    const { templateId } = await once('template', () => findTemplate(partnerCenter));
    const dateAgreed = given ?? (await once('date-agreed', () => Promise.resolve(new Date().toISOString())));
    const agreements = path`/customers/${customer.tenantId}/agreements`;
    await effect({
      key: 'confirm-agreement',
      summary: `Confirm that ${primaryContact.firstName} ${primaryContact.lastName} accepted the customer agreement`,
      service: 'partnerCenter',
      class: 'repeatable',
      after: { primaryContact, confirmed: true },
      before: async () => {
        const there = await partnerCenter.list<Agreement>(
          path`/customers/${customer.tenantId}/agreements?agreementType=${agreementType}`,
        );
        return { primaryContact, confirmed: there.some((each) => sameContact(each.primaryContact, primaryContact)) };
      },
      send: async (to) => {
        try {
          await to.partnerCenter.post(agreements, { primaryContact, templateId, dateAgreed, type: agreementType });
        } catch (error) {
          if (!isAgreementThere(error)) throw error;
        }
      },
    });
    return { templateId };
  },
});

interface Contact {
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly phoneNumber?: string | null;
}

interface Agreement {
  readonly primaryContact: Contact;
}

/** https://learn.microsoft.com/partner-center/developer/get-customer-agreement-metadata */
async function findTemplate(partnerCenter: PartnerCenterReader): Promise<{ readonly templateId: string }> {
  const templates = await partnerCenter.list<{ readonly templateId: string; readonly versionRank?: number }>(
    path`/agreements?agreementType=${agreementType}`,
  );
  const [newest] = templates.toSorted((a, b) => (b.versionRank ?? 0) - (a.versionRank ?? 0));
  if (!newest) throw refusedByPartnerCenter('UPSTREAM_REFUSED', 'Partner Center names no customer agreement.');
  return { templateId: newest.templateId };
}

/** The same person may not confirm twice; another one may. */
function sameContact(one: Contact, other: Contact): boolean {
  const key = ({ firstName, lastName, email, phoneNumber }: Contact): string =>
    [firstName, lastName, email, phoneNumber ?? ''].join('\n').toLowerCase();
  return key(one) === key(other);
}
