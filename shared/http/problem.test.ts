import { expect, test } from 'vitest';
import { errorCodes, type ErrorCode } from '../error-codes';
import { ConfigurationError, InputError, StewardError, UpstreamError } from '../errors';
import { withTrace } from '../trace';
import { problemAnswer } from './problem';

const id = '01970000-0000-7000-8000-000000000001';
const call = { path: '/api/requests/x', params: {} };

function shown(thrown: unknown, params: Record<string, string> = {}): Record<string, unknown> {
  return JSON.parse(problemAnswer(thrown, { ...call, params }).body ?? '') as Record<string, unknown>;
}

test('what Steward refuses is told in full', () => {
  const errors = [{ pointer: '/input/user', detail: 'Required' }];
  expect(shown(new InputError('INPUT_INVALID', 'One field is wrong.', { errors }), { id })).toEqual({
    type: 'urn:steward:problem:INPUT_INVALID',
    title: 'The input is not valid',
    status: 400,
    detail: 'One field is wrong.',
    instance: '/api/requests/x',
    code: 'INPUT_INVALID',
    requestId: id,
    retryable: false,
    errors,
  });
});

test('what Microsoft refused names the service, its code and its correlation id', () => {
  const upstream = { service: 'graph', status: 403, code: 'Authorization_RequestDenied', correlationId: 'c' } as const;
  const error = new UpstreamError('PERMISSION_MISSING', 'Graph refused.', 'refused', { upstream });
  expect(shown(error)).toMatchObject({ status: 502, upstream });
});

test.each([new Error('secret text'), 'secret text', null, { code: 'NOT_FOUND', message: 'secret text' }])(
  'an unexpected fault shows nothing of itself (%#)',
  (thrown) => {
    const answer = problemAnswer(thrown, call);
    expect(answer.status).toBe(500);
    expect(answer.body).not.toContain('secret');
    expect(answer.body).toContain('"code":"INTERNAL"');
  },
);

test('a faulty setting is named, its details are not', () => {
  const problem = shown(
    new ConfigurationError('STEWARD_SEED_FILE', 'STEWARD_SEED_FILE: /srv/seed.json cannot be read.'),
  );
  expect(problem).toMatchObject({ status: 500, code: 'CONFIGURATION' });
  expect(problem['detail']).toContain('STEWARD_SEED_FILE');
  expect(problem['detail']).not.toContain('/srv');
});

test('without a request the id is that of the trace, as in the log', () => {
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const problem = withTrace(`00-${traceId}-b7ad6b7169203331-01`, () => shown(new StewardError('NOT_FOUND', 'No.')));
  expect(problem['requestId']).toBe(traceId);
});

test('401 asks for a token, what can be repeated says when', () => {
  const headers = (code: ErrorCode, retryAfterMs?: number): unknown => {
    const { 'content-type': type, ...others } = problemAnswer(
      new StewardError(code, 'No.', retryAfterMs === undefined ? {} : { retryAfterMs }),
      call,
    ).headers;
    expect(type).toBe('application/problem+json');
    return others;
  };
  expect(headers('TOKEN_MISSING')).toEqual({ 'www-authenticate': 'Bearer' });
  expect(headers('TOKEN_INVALID')).toEqual({ 'www-authenticate': 'Bearer' });
  expect(headers('KEY_IN_USE')).toEqual({ 'retry-after': '2' });
  expect(headers('STORAGE_UNAVAILABLE', 12_300)).toEqual({ 'retry-after': '13' });
  expect(headers('NOT_FOUND')).toEqual({});
});

test('every code has the status it is listed with', () => {
  for (const [code, { status, title }] of Object.entries(errorCodes)) {
    expect(shown(new StewardError(code as ErrorCode, 'No.'))).toMatchObject({ code, status, title });
  }
});
