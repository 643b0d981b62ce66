import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { type Body, contoso, fabrikam, type Reply, tailspin } from '../testing';
import { newCustomerBody, partnerCenterForTests } from './testing';

const partnerCenter = partnerCenterForTests();

const create = async (prefix: string, address: Body = {}, more: Body = {}): Promise<Reply> =>
  await partnerCenter().call('POST', '/customers', { ...newCustomerBody(prefix, address), ...more });

const ids = (customers: readonly Body[]): unknown[] => customers.map(({ id }) => id);

test('a domain is free until somebody has it', async () => {
  const status = async (domain: string): Promise<number> =>
    (await partnerCenter().call('HEAD', `/domains/${domain}`)).status;
  expect(await status('contoso.onmicrosoft.com')).toBe(200);
  expect(await status('northwind.onmicrosoft.com')).toBe(404);
  await create('northwind');
  expect(await status('northwind.onmicrosoft.com')).toBe(200);
});

test('a new customer is a tenant with an administrator, and nothing else', async () => {
  const { status, body } = await create('northwind');
  expect(status).toBe(201);
  expect(body).toMatchObject({
    companyProfile: { tenantId: body['id'], domain: 'northwind.onmicrosoft.com' },
    billingProfile: { companyName: 'northwind', attributes: { objectType: 'CustomerBillingProfile' } },
    relationshipToPartner: 'none',
    userCredentials: { userName: 'admin', password: expect.stringMatching(/.{12,}/) as unknown },
  });
  const id = String(body['id']);
  const { cloud } = partnerCenter();
  expect(await cloud.effects(id)).toMatchObject([
    { tenant: id, service: 'partnerCenter', kind: 'customer.create', identity: 'northwind.onmicrosoft.com' },
  ]);
  expect(await cloud.control(`state?tenant=${id}`)).toMatchObject({
    consents: {},
    gdap: { roles: [] },
    skus: [],
    groups: [],
    users: [{ userPrincipalName: 'admin@northwind.onmicrosoft.com' }],
  });
  expect((await cloud.refresh(id)).body['error_codes']).toEqual([65001]);
  const read = await partnerCenter().call('GET', `/customers/${id}`);
  expect(read.body).toMatchObject({ id, relationshipToPartner: 'reseller', allowDelegatedAccess: false });
  expect(JSON.stringify(read.body)).not.toContain('password');
  expect(read.body['companyProfile']).not.toHaveProperty('address');
});

test('without GDAP by default nobody of the partner exists in the new tenant', async () => {
  const { body } = await create('northwind', {}, { enableGDAPByDefault: false });
  expect((await partnerCenter().cloud.refresh(String(body['id']))).body['error_codes']).toEqual([50020]);
});

test('a taken domain is refused with the status that is set', async () => {
  expect((await create('contoso')).status).toBe(409);
  await partnerCenter().settings({ takenDomain: 400 });
  expect(await create('contoso')).toMatchObject({ status: 400, body: { description: expect.any(String) as unknown } });
  expect((await partnerCenter().cloud.control('effects'))['value']).toEqual([]);
});

test('creating a customer needs both ids', async () => {
  const authorization = `Bearer ${await partnerCenter().token()}`;
  const reply = await partnerCenter().cloud.send('POST', '/v1/customers', newCustomerBody('northwind'), {
    authorization,
    'ms-requestid': randomUUID(),
  });
  expect(reply.status).toBe(400);
});

test.each([
  [600049, { country: 'HU', postalCode: '1011' }, undefined],
  [600050, { country: 'HU', postalCode: '1011', phoneNumber: '+3612345678' }, '12'],
  [600051, { country: 'HU', postalCode: '1011' }, '1234567'],
  [600002, {}, '1234567'],
  [600049, { country: 'BR', postalCode: '01001-000' }, undefined],
])('the market wants %i seen to', async (code, address, organizationRegistrationNumber) => {
  const given = newCustomerBody('northwind', address);
  const companyProfile = { domain: 'northwind.onmicrosoft.com', organizationRegistrationNumber };
  const reply = await partnerCenter().call('POST', '/customers', { ...given, companyProfile });
  expect(reply).toMatchObject({ status: 400, body: { code } });
  expect(await partnerCenter().call('GET', '/countryvalidationrules/HU')).toMatchObject({
    status: 200,
    body: { iso2Code: 'HU', isRegistrationNumberSupported: true },
  });
});

test('a country with numbers takes a number of the right format', async () => {
  const given = newCustomerBody('northwind', { country: 'HU', postalCode: '1011', phoneNumber: '+3612345678' });
  const companyProfile = { domain: 'northwind.onmicrosoft.com', organizationRegistrationNumber: '1234567' };
  expect((await partnerCenter().call('POST', '/customers', { ...given, companyProfile })).status).toBe(201);
});

test.each<[string, Body]>([
  ['domain', { companyProfile: { domain: 'northwind.example' } }],
  ['companyProfile', { companyProfile: undefined }],
  ['city', newCustomerBody('northwind', { city: '' })],
  ['state', newCustomerBody('northwind', { state: 'Washington' })],
  ['userCredentials', { userCredentials: { password: 'x' } }],
])('a customer whose %s is wrong is refused', async (property, change) => {
  const reply = await create('northwind', {}, change);
  expect(reply).toMatchObject({ status: 400, body: { code: '3000' } });
  expect(reply.body['description']).toContain(property);
});

test('an address is thought well of, or less so', async () => {
  const check = async (change: Body): Promise<unknown> => {
    const address = { addressLine1: '1 Main St', city: 'Redmond', state: 'WA', postalCode: '98052', country: 'US' };
    const { status, body } = await partnerCenter().call('POST', '/validations/address', { ...address, ...change });
    return status === 200 ? body['status'] : status;
  };
  expect(await check({})).toBe('VerifiedShippable');
  expect(await check({ addressLine1: 'Main St' })).toBe('StreetPartial');
  expect(await check({ addressLine1: '1 Nowhere Rd' })).toBe('None');
  expect(await check({ state: 'ZZ' })).toBe('None');
  expect(await check({ country: undefined })).toBe(400);
  expect(await create('northwind', { state: 'ZZ' })).toMatchObject({ status: 400, body: { code: 2007 } });
});

test('customers are listed page by page, by the header that the link names', async () => {
  const first = (await partnerCenter().call('GET', '/customers?size=2')).body;
  expect(ids(first['items'] as Body[])).toEqual([contoso, fabrikam]);
  const { next } = first['links'] as { next: { uri: string; headers: { key: string; value: string }[] } };
  const [header] = next.headers;
  expect(header?.value).toBe(first['continuationToken']);
  const follow = async (headers: Record<string, string>): Promise<Reply> =>
    await partnerCenter().call('GET', next.uri, undefined, headers);
  const second = await follow({ [header?.key ?? '']: header?.value ?? '' });
  expect(ids(second.body['items'] as Body[])).toEqual([tailspin]);
  expect(second.body['links']).not.toHaveProperty('next');
  expect((await follow({})).status).toBe(400);
  expect((await partnerCenter().call('GET', '/customers')).status).toBe(400);
});

test('customers are found by the beginning of a name or domain', async () => {
  const find = async (filter: unknown): Promise<unknown[]> =>
    ids(await partnerCenter().items(`/customers?size=0&filter=${encodeURIComponent(JSON.stringify(filter))}`));
  expect(await find({ Field: 'CompanyName', Value: 'cont', Operator: 'starts_with' })).toEqual([contoso]);
  expect(await find({ Field: 'Domain', Value: 'FABRIKAM', Operator: 'starts_with' })).toEqual([fabrikam]);
  await expect(find({ Field: 'Domain', Value: 'x', Operator: 'equals' })).rejects.toThrow('3000');
});

test('lists may learn of a new customer late', async () => {
  await partnerCenter().settings({ customerLag: 'PT10M' });
  const id = (await create('northwind')).body['id'];
  expect((await partnerCenter().call('GET', `/customers/${String(id)}`)).status).toBe(200);
  expect(ids(await partnerCenter().items('/customers?size=10'))).not.toContain(id);
  await partnerCenter().advance('PT10M');
  expect(ids(await partnerCenter().items('/customers?size=10'))).toContain(id);
});

test('an agreement is confirmed once for each contact, and only its type is told to who asks for it', async () => {
  const path = `/customers/${tailspin}/agreements`;
  const [metadata] = await partnerCenter().items('/agreements?agreementType=MicrosoftCustomerAgreement');
  const confirm = async (change: Body = {}, contact: Body = {}): Promise<Reply> =>
    await partnerCenter().call('POST', path, {
      primaryContact: { firstName: 'Tania', lastName: 'Carr', email: 'tania@tailspin.example', ...contact },
      templateId: metadata?.['templateId'],
      dateAgreed: new Date().toISOString(),
      type: 'MicrosoftCustomerAgreement',
      ...change,
    });
  const customerAgreements = `${path}?agreementType=MicrosoftCustomerAgreement`;
  expect(await partnerCenter().items(customerAgreements)).toEqual([]);
  expect((await confirm({ templateId: 'x' })).body).toMatchObject({ code: 3000, errorName: 'InvalidProperty' });
  expect((await confirm({ dateAgreed: '2100-01-01T00:00:00Z' })).status).toBe(400);
  expect((await confirm()).status).toBe(201);
  expect((await confirm()).body).toEqual({
    code: 600061,
    message: 'A partner confirmed agreement already exists for the customer.',
    description: 'A partner confirmed agreement already exists for the customer.',
    errorName: 'PartnerConfirmedAgreementAlreadyExists',
    isRetryable: false,
    parameters: {},
    errorMessageExtended: 'InternalErrorCode=600061',
  });
  expect((await confirm({}, { firstName: 'Tom' })).status).toBe(201);
  expect(await partnerCenter().items(customerAgreements)).toHaveLength(2);
  expect(await partnerCenter().items(path)).toEqual([]);
  expect(await partnerCenter().items('/agreements')).toMatchObject([{ agreementType: 'MicrosoftCloudAgreement' }]);
  expect(await partnerCenter().cloud.effects('tailspin')).toMatchObject([
    { kind: 'agreement.confirm', identity: 'tailspin.onmicrosoft.com' },
    { kind: 'agreement.confirm' },
  ]);
  const signed = await partnerCenter().call(
    'GET',
    `/customers/${tailspin}/directSignedMicrosoftCustomerAgreementStatus`,
  );
  expect(signed.body).toEqual({ isSigned: false });
});
