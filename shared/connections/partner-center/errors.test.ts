import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UpstreamError } from '../../errors';
import { cartErrorCode } from './codes';
import { isAgreementThere, isNotFound, isTurnedAway, partnerCenterError } from './errors';

const answer = (status: number, body: unknown, headers: Record<string, string> = {}) => ({
  status,
  headers,
  body: JSON.stringify(body),
});

test.each([
  ['AGREEMENT_MISSING', 403, 13605],
  ['ADDRESS_INVALID', 400, '2007'],
  ['REGISTRATION_NUMBER_INVALID', 400, 600050],
  ['PHONE_REQUIRED', 400, '600051'],
  ['QUANTITY_NOT_ALLOWED', 400, 800090],
  ['QUANTITY_NOT_ALLOWED', 400, 2002],
  ['WINDOW_PASSED', 400, '900117'],
  ['CATALOG_ITEM_INVALID', 404, 400019],
  ['PURCHASE_NOT_ALLOWED', 403, 800073],
  ['ORDER_FAILED', 404, 800008],
  ['SUBSCRIPTION_NOT_FOUND', 404, '20003'],
  ['SUBSCRIPTION_NOT_CHANGEABLE', 400, 800091],
  ['RESELLER_RELATIONSHIP_MISSING', 403, 20002],
  ['PERMISSION_MISSING', 403, '900329'],
  ['TENANT_REFUSES', 403, 900309],
  ['ALREADY_EXISTS', 409, 'anything'],
  ['UPSTREAM_REFUSED', 404, 1000],
  ['UPSTREAM_REFUSED', 400, undefined],
])('%s comes of %i %s', (ours, status, code) => {
  expect(
    partnerCenterError(answer(status, { code, description: 'Said so.', data: [], source: 'PartnerFD' })),
  ).toMatchObject({
    code: ours,
    message: 'Said so.',
    outcome: 'refused',
    upstream: { service: 'partnerCenter', status, ...(code === undefined ? {} : { code: String(code) }) },
  });
});

test.each([900278, 800060, '800064', 800014, 800082])(
  '%s means that nothing was changed, and later it may be',
  (code) => {
    expect(partnerCenterError(answer(409, { code }))).toMatchObject({ code: 'UPSTREAM_BUSY', outcome: 'refused' });
  },
);

test.each([
  [500, 800003, 'UPSTREAM_UNAVAILABLE'],
  [500, 800005, 'UPSTREAM_UNAVAILABLE'],
  [408, 900225, 'UPSTREAM_UNAVAILABLE'],
  [503, 13605, 'UPSTREAM_UNAVAILABLE'],
])('%i %i says nothing about the change', (status, code, ours) => {
  expect(partnerCenterError(answer(status, { code }))).toMatchObject({ code: ours, outcome: 'unknown' });
});

test('the gateway throttles in a shape of its own', () => {
  const body = { statusCode: 429, message: 'Rate limit is exceeded. Try again in 7 seconds.' };
  expect(partnerCenterError(answer(429, body, { 'retry-after': '7' }))).toMatchObject({
    code: 'UPSTREAM_THROTTLED',
    outcome: 'throttled',
    retryAfterMs: 7_000,
    message: body.message,
    upstream: { status: 429, code: 'RateLimit' },
  });
  expect(partnerCenterError(answer(429, body))).toSatisfy(isTurnedAway);
  expect(partnerCenterError(answer(429, {}))).not.toSatisfy(isTurnedAway);
});

test('agreements are refused in a second shape', () => {
  const body = {
    code: 600061,
    message: 'Confirmed.',
    errorName: 'PartnerConfirmedAgreementAlreadyExists',
    isRetryable: false,
    parameters: {},
    errorMessageExtended: 'InternalErrorCode=600061',
  };
  const error = partnerCenterError(answer(400, body));
  expect(isAgreementThere(error)).toBe(true);
  expect(error).toMatchObject({ code: 'ALREADY_EXISTS', message: 'Confirmed.' });
});

test('a taken domain is known by its text as well', () => {
  const description = 'The domain northwind.onmicrosoft.com is already in use.';
  expect(partnerCenterError(answer(400, { code: 3000, description })).code).toBe('ALREADY_EXISTS');
});

test('its own id of the call is told, once', () => {
  const headers = { 'ms-requestid': 'rid,rid', 'ms-correlationid': 'ours' };
  expect(partnerCenterError(answer(404, {}, headers))).toSatisfy(isNotFound);
  expect(partnerCenterError(answer(404, {}, headers)).upstream.correlationId).toBe('rid');
});

test('errors in lines of a cart have codes of their own', () => {
  expect(['10001', '10015', '77'].map(cartErrorCode)).toEqual([
    'CATALOG_ITEM_INVALID',
    'QUANTITY_NOT_ALLOWED',
    'ORDER_FAILED',
  ]);
});

test('whatever the body is, there is an error of one short line', () => {
  const wild = fc.oneof(
    fc.string(),
    fc.json(),
    fc.json().map((code) => `\uFEFF{"code":${code},"description":${code}}`),
  );
  fc.assert(
    fc.property(wild, fc.integer({ min: 300, max: 599 }), (body, status) => {
      const error = partnerCenterError({ status, headers: {}, body });
      expect(error).toBeInstanceOf(UpstreamError);
      expect(error.message.length).toBeLessThanOrEqual(300);
      expect(error.message).not.toMatch(/[\r\n]/);
      expect(error.upstream.status).toBe(status);
    }),
  );
});
