import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UpstreamError } from '../../errors';
import { graphError } from './errors';

const answer = (status: number, error: unknown, headers: Record<string, string> = {}) => ({
  status,
  headers,
  body: JSON.stringify({ error }),
});

test.each([
  ['PERMISSION_MISSING', 403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.'],
  ['NO_SEATS', 400, 'Request_BadRequest', 'Subscription with SKU cbdc does not have any available licenses.'],
  [
    'USAGE_LOCATION_INVALID',
    400,
    'Request_BadRequest',
    'License assignment cannot be done for user with invalid usage location.',
  ],
  [
    'USAGE_LOCATION_INVALID',
    400,
    'Request_BadRequest',
    "Invalid value specified for property 'usageLocation' of resource 'User'.",
  ],
  [
    'DIRECTORY_SYNCED',
    400,
    'Request_BadRequest',
    'Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.',
  ],
  [
    'GROUP_NOT_SUPPORTED',
    400,
    'Request_BadRequest',
    'Cannot Update a mail-enabled security groups and or distribution list.',
  ],
  ['UPSTREAM_REFUSED', 404, 'Request_ResourceNotFound', "Resource 'x' does not exist."],
  ['UPSTREAM_REFUSED', 403, 'accessDenied', 'Blocked.'],
  ['UPSTREAM_THROTTLED', 429, 'TooManyRequests', 'Slow down.'],
  ['UPSTREAM_UNAVAILABLE', 503, 'serviceNotAvailable', 'Later.'],
])('%s comes of %i %s', (code, status, graphCode, message) => {
  const error = graphError(answer(status, { code: graphCode, message }));
  expect(error).toMatchObject({ code, upstream: { service: 'graph', status, code: graphCode }, message });
});

test('the correlation id is taken from the header, else from the body', () => {
  const error = { code: 'x', message: 'y', innerError: { 'request-id': 'inner' } };
  expect(graphError(answer(400, error)).upstream.correlationId).toBe('inner');
  expect(graphError(answer(400, error, { 'request-id': 'outer' })).upstream.correlationId).toBe('outer');
});

test('whatever the body is, there is an error of one short line', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.json().map((error) => `{"error":${error}}`),
      ),
      fc.integer({ min: 300, max: 599 }),
      (body, status) => {
        const error = graphError({ status, headers: {}, body });
        expect(error).toBeInstanceOf(UpstreamError);
        expect(error.message.length).toBeLessThanOrEqual(300);
        expect(error.message).not.toMatch(/[\r\n]/);
        expect(error.upstream.status).toBe(status);
      },
    ),
  );
});
