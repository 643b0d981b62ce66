import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UpstreamError } from '../../errors';
import { exchangeError, isAlreadyThere, isNotFound } from './errors';
import { failure } from './testing';

const answer = (status: number, body: unknown, headers: Record<string, string> = {}) => ({
  status,
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

const gone = "The operation couldn't be performed because object 'x' couldn't be found on 'AM0PR07.PROD.OUTLOOK.COM'.";
const synced =
  "The operation on mailbox \"x\" failed because it's out of the current user's write scope. The action 'Set-Mailbox', 'ForwardingAddress', can't be performed on the object 'x' because the object is being synchronized from your on-premises organization.";

test.each([
  ['UPSTREAM_REFUSED', 'refused', 404, 'ManagementObjectNotFoundException', gone],
  ['UPSTREAM_REFUSED', 'refused', 500, 'ManagementObjectNotFoundException', gone],
  ['ALREADY_EXISTS', 'refused', 400, 'MemberAlreadyExistsException', 'The recipient is already a member.'],
  ['ALREADY_EXISTS', 'refused', 400, 'ADObjectAlreadyExistsException', 'The object exists.'],
  ['RECIPIENT_AMBIGUOUS', 'refused', 400, 'ManagementObjectAmbiguousException', "'x' matches multiple entries."],
  [
    'PERMISSION_MISSING',
    'refused',
    400,
    'Exception',
    'The cmdlet Set-Mailbox is not present in the role definition of the current user.',
  ],
  ['DIRECTORY_SYNCED', 'refused', 400, 'InvalidOperationException', synced],
  ['UPSTREAM_REFUSED', 'refused', 400, 'ParameterTransformationException', 'Cannot convert value.'],
  ['UPSTREAM_UNAVAILABLE', 'unknown', 400, 'MapiNetworkErrorException', 'The Information Store is inaccessible.'],
  ['UPSTREAM_UNAVAILABLE', 'unknown', 400, 'ADServerSettingsChangedException', 'Domain controllers changed.'],
  ['UPSTREAM_UNAVAILABLE', 'unknown', 400, 'StorageTransientException', 'Later.'],
  ['UPSTREAM_UNAVAILABLE', 'unknown', 400, 'Exception', 'A server side error has occurred because of which.'],
  ['UPSTREAM_UNAVAILABLE', 'unknown', 503, 'Exception', 'No.'],
  ['UPSTREAM_THROTTLED', 'throttled', 400, 'OverBudgetException', 'Too much.'],
  ['UPSTREAM_THROTTLED', 'throttled', 429, 'Exception', 'Slow down.'],
])('%s, %s, comes of %i %s', (code, outcome, status, type, text) => {
  const error = exchangeError(answer(status, failure(type, text), { 'request-id': 'rid' }));
  expect(error).toMatchObject({
    code,
    outcome,
    message: text,
    upstream: { service: 'exchange', status, code: type, correlationId: 'rid' },
  });
});

test('class and text are also taken from the inner error, and at last from the error itself', () => {
  const internalexception = {
    message: 'Parameter set cannot be resolved.',
    type: 'Microsoft.Exchange.AdminApi.CommandInvocation.AmbiguousParameterSetException',
  };
  const error = { code: 'BadRequest', message: 'Invalid Operation', innererror: { internalexception } };
  expect(exchangeError(answer(400, { error }))).toMatchObject({
    message: 'Parameter set cannot be resolved.',
    upstream: { code: 'AmbiguousParameterSetException' },
  });
  expect(exchangeError(answer(400, { error: { ...error, innererror: {} } }))).toMatchObject({
    message: 'Invalid Operation',
    upstream: { code: 'BadRequest' },
  });
});

test.each([401, 403])('a %i without a body that can be read is a missing permission', (status) => {
  expect(exchangeError(answer(status, '\0\0\0\0'))).toMatchObject({ code: 'PERMISSION_MISSING', outcome: 'refused' });
});

test('not found and already there are recognised, in a class or in words', () => {
  const of = (type: string, text: string, status = 400) => exchangeError(answer(status, failure(type, text)));
  expect(isNotFound(of('ManagementObjectNotFoundException', gone, 404))).toBe(true);
  expect(isNotFound(of('LocalizedException', 'Couldn\'t resolve the user or group "x."'))).toBe(true);
  expect(isNotFound(of('Exception', "The specified mailbox doesn't exist."))).toBe(true);
  // The address is wrong, or something on the way: no word about a mailbox.
  expect(isNotFound(exchangeError(answer(404, 'Not here.')))).toBe(false);
  expect(isNotFound(of('Exception', gone, 503))).toBe(false);
  expect(isAlreadyThere(of('MemberAlreadyExistsException', 'x'))).toBe(true);
  expect(
    isAlreadyThere(of('Exception', 'The appropriate access control entry is already present on the object.')),
  ).toBe(true);
  expect(isAlreadyThere(of('Exception', 'Something else.'))).toBe(false);
});

test('whatever the body is, there is an error of one short line', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.json().map((error) => `{"error":${error}}`),
        fc.json().map((details) => `{"error":{"details":[${details}]}}`),
      ),
      fc.integer({ min: 200, max: 599 }),
      (body, status) => {
        const error = exchangeError({ status, headers: {}, body });
        expect(error).toBeInstanceOf(UpstreamError);
        expect(error.message.length).toBeLessThanOrEqual(300);
        expect(error.message).not.toMatch(/[\r\n]/);
        expect(error.upstream.status).toBe(status);
      },
    ),
  );
});
