// https://learn.microsoft.com/en-us/partner-center/developer/confirm-customer-consent-customer-agreement
import type { Answer } from '../wire';
import { body, optionalText, part, text } from './body';
import { refuseAgreement } from './errors';
import type { Agreement, Contact } from './objects';
import { customerOf, type PartnerRequest, type PartnerRoute, record } from './route';

const type = 'MicrosoftCustomerAgreement';

// The older agreement, which is what comes back to those who do not say which they want.
const olderType = 'MicrosoftCloudAgreement';

const agreementLink = 'https://aka.ms/customeragreement';

/** The template in force. */
export const templateId = '117a77b0-9360-443b-8795-c6dedc750cf9';

const templates = [
  { templateId, agreementType: type, agreementLink, versionRank: 0 },
  {
    templateId: '998b88de-aa99-4388-a42c-1b3517d49490',
    agreementType: olderType,
    agreementLink: 'https://docs.microsoft.com/partner-center/agreements',
    versionRank: 0,
  },
];

export const agreementRoutes: readonly PartnerRoute[] = [
  {
    method: 'GET',
    path: '/agreements',
    auth: 'app+user only',
    handle: (request) => {
      const wanted = wantedType(request);
      const items = templates.filter(({ agreementType }) => wanted === '*' || agreementType === wanted);
      return { status: 200, body: { totalCount: items.length, items, attributes: { objectType: 'Collection' } } };
    },
  },
  {
    method: 'GET',
    path: '/customers/{customer-id}/agreements',
    auth: 'app+user only',
    handle: (request) => {
      const { id } = customerOf(request);
      const wanted = wantedType(request);
      const confirmed = wanted === type || wanted === '*' ? request.partnerCenter.agreements(id) : [];
      const items = confirmed.map(({ primaryContact, dateAgreed }) => ({
        primaryContact,
        templateId,
        // Told without a zone.
        dateAgreed: dateAgreed.slice(0, 19),
        type,
        agreementLink,
      }));
      return { status: 200, body: { totalCount: items.length, items } };
    },
  },
  { method: 'POST', path: '/customers/{customer-id}/agreements', auth: 'app+user only', handle: confirm },
  {
    method: 'GET',
    path: '/customers/{customer-id}/directSignedMicrosoftCustomerAgreementStatus',
    auth: 'app+user only',
    // In the local cloud it is always the partner who confirms.
    handle: (request) => (customerOf(request), { status: 200, body: { isSigned: false } }),
  },
];

function wantedType({ call }: PartnerRequest): string {
  return call.query.get('agreementType') ?? olderType;
}

/** The partner's word for the customer. Another contact is another agreement; the same one again is refused. */
function confirm(request: PartnerRequest): Answer {
  const { call, token, partnerCenter } = request;
  const customer = customerOf(request);
  const fields = body(call);
  const contact = part(fields, 'primaryContact');
  const phoneNumber = optionalText(contact, 'phoneNumber');
  const primaryContact: Contact = {
    firstName: text(contact, 'firstName'),
    lastName: text(contact, 'lastName'),
    email: text(contact, 'email'),
    ...(phoneNumber === undefined ? {} : { phoneNumber }),
  };
  if (text(fields, 'type') !== type) refuseAgreement(3000, 'InvalidProperty', 'The agreement type is not valid.');
  if (text(fields, 'templateId') !== templateId) {
    refuseAgreement(3000, 'InvalidProperty', 'The template is not the one in force.');
  }
  const dateAgreed = text(fields, 'dateAgreed');
  const agreedAt = Date.parse(dateAgreed);
  if (Number.isNaN(agreedAt) || agreedAt > Date.now() + 86_400_000) {
    refuseAgreement(3000, 'InvalidProperty', 'The date of the agreement is not valid.');
  }
  if (partnerCenter.agreements(customer.id).some((each) => samePerson(each.primaryContact, primaryContact))) {
    const message = 'A partner confirmed agreement already exists for the customer.';
    refuseAgreement(600061, 'PartnerConfirmedAgreementAlreadyExists', message);
  }
  const agreement: Agreement = {
    userId: token.userId,
    primaryContact,
    dateAgreed: new Date(agreedAt).toISOString(),
  };
  partnerCenter.addAgreement(customer.id, agreement);
  record(request, customer.id, 'agreement.confirm', customer.domain);
  return { status: 201, body: { userId: token.userId, primaryContact, templateId, dateAgreed, type } };
}

function samePerson(one: Contact, other: Contact): boolean {
  const key = ({ firstName, lastName, email, phoneNumber = '' }: Contact): string =>
    [firstName, lastName, email, phoneNumber].join('\n').toLowerCase();
  return key(one) === key(other);
}
