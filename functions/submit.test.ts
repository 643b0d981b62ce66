import { expect, test } from 'vitest';
import { InputError, StewardError } from '../shared/errors';
import { answer, callOf, caller, stewardOf, viewOf, type Answered, type Sent } from '../shared/http/testing';
import type { IdempotencyKey, Order, Requests } from '../shared/requests/records';
import { action } from './action';
import { requests } from './requests';

const view = viewOf({ state: 'queued' });
const { id } = view.request;
const address = `https://steward.example/api/requests/${id}`;

interface Taken {
  readonly order: Order;
  readonly key: IdempotencyKey | undefined;
}

/** Steward that takes every order, and what it took. */
function taking(changes: Partial<Requests> = {}) {
  const taken: Taken[] = [];
  const given: Partial<Requests> = {
    submit: (by, order, key) => {
      expect(by).toBe(caller);
      taken.push({ order, key });
      return Promise.resolve({ id, record: view.request });
    },
    ...changes,
  };
  return { taken, steward: stewardOf({ requests: given }) };
}

const post = (steward: ReturnType<typeof taking>['steward'], body: unknown, sent: Sent = {}): Promise<Answered> =>
  answer(action, callOf('POST', '/actions/users.create', { action: 'users.create' }, { ...sent, body }), steward);

test('a submit is accepted with where to look and when', async () => {
  const { steward, taken } = taking();
  const { status, headers, content } = await post(steward, { customer: 'contoso', input: { displayName: 'Ada' } });
  expect(status).toBe(202);
  expect(headers).toMatchObject({ location: address, 'retry-after': '2', 'content-type': 'application/json' });
  expect(content).toMatchObject({ id, action: 'users.create', state: 'queued', links: { self: address } });
  expect(taken).toEqual([
    {
      order: {
        action: 'users.create',
        customer: 'contoso',
        input: { displayName: 'Ada' },
        mode: 'apply',
        onFailure: 'status',
      },
      key: undefined,
    },
  ]);
});

test('the action may stand in the body', async () => {
  const { steward, taken } = taking();
  const call = callOf('POST', '/requests', {}, { body: { action: 'users.delete', input: {} } });
  expect((await answer(requests, call, steward)).status).toBe(202);
  expect(taken[0]?.order.action).toBe('users.delete');
});

test('the key goes along with its route and the bytes as they came', async () => {
  const { steward, taken } = taking();
  await post(steward, '{ "input" : {} }', { headers: { 'idempotency-key': '"k 1"' } });
  const key = taken[0]?.key;
  expect(key).toMatchObject({ key: 'k 1', route: 'actions/users.create' });
  expect(new TextDecoder().decode(key?.body)).toBe('{ "input" : {} }');
});

test('the wish to fail travels in the address', async () => {
  const { steward } = taking();
  const { headers } = await post(steward, { input: {}, onFailure: 'error' });
  expect(headers['location']).toBe(`${address}?onFailure=error`);
});

test.each([
  ['no token', { input: {} }, { authorization: '' }, 401],
  ['no JSON', '{', {}, 400],
  ['a duplicate key', '{"input":{},"input":{}}', {}, 400],
  ['a prototype key', '{"input":{"__proto__":{}}}', {}, 400],
  ['an unknown property', { input: {}, urgent: true }, {}, 400],
  ['a property of later', { input: {}, notify: 'https://x.example' }, {}, 400],
  ['no input', {}, {}, 400],
  ['another type', { input: {} }, { 'content-type': 'text/xml' }, 415],
  ['a bad key', { input: {} }, { 'idempotency-key': '"' }, 400],
  ['too much', { input: { text: 'a'.repeat(1_048_576) } }, {}, 413],
])('%s never reaches the ledger', async (_name, body, headers, status) => {
  const { steward, taken } = taking();
  const answered = await post(steward, body, { headers });
  expect(answered.status).toBe(status);
  expect(answered.headers['content-type']).toBe('application/problem+json');
  expect(taken).toEqual([]);
});

test('?mode=plan on the address is refused, not taken for an apply', async () => {
  const { steward, taken } = taking();
  const call = callOf('POST', '/actions/users.create?mode=plan', { action: 'users.create' }, { body: { input: {} } });
  expect((await answer(action, call, steward)).status).toBe(400);
  expect(taken).toEqual([]);
});

test('faults in the input keep their pointers', async () => {
  const errors = [{ pointer: '/input/userPrincipalName', detail: 'Required' }];
  const { steward } = taking({ submit: () => Promise.reject(new InputError('INPUT_INVALID', 'Wrong.', { errors })) });
  expect((await post(steward, { input: {} })).content).toMatchObject({ status: 400, errors });
});

test('when it is not known whether it was accepted, the answer says where to look', async () => {
  const { steward } = taking({
    submit: () => Promise.reject(new StewardError('ACCEPT_UNKNOWN', 'Perhaps.', { requestId: id })),
  });
  const { status, headers, content } = await post(steward, { input: {}, onFailure: 'error' });
  expect(status).toBe(503);
  expect(headers).toMatchObject({ location: `${address}?onFailure=error`, 'retry-after': '2' });
  expect(content).toMatchObject({ code: 'ACCEPT_UNKNOWN', requestId: id, retryable: true });
});

test('a repeat under the same key is answered alike, with what the request is by now', async () => {
  const done = viewOf({ request: { id }, state: 'succeeded' });
  const { steward } = taking({ submit: () => Promise.resolve({ id }), get: () => Promise.resolve(done) });
  const { status, headers, content } = await post(steward, { input: {} }, { headers: { 'idempotency-key': 'k' } });
  expect(status).toBe(202);
  expect(headers['location']).toBe(address);
  expect(content).toMatchObject({ id, state: 'succeeded' });
});
