import { expect, test } from 'vitest';
import { StewardError } from '../shared/errors';
import { answer, callOf, stewardOf, viewOf, type Answered } from '../shared/http/testing';
import type { Requests, RequestState } from '../shared/requests/records';
import { requestVerbs } from './request-verbs';
import { secrets } from './secrets';

const id = '01970000-0000-7000-8000-000000000001';
const self = `https://steward.example/api/requests/${id}`;

function call(verb: string, given: Partial<Requests>, body?: unknown): Promise<Answered> {
  const target = requestVerbs.find(({ route }) => route === `requests/{id}/${verb}`);
  if (!target) throw new Error(`No function for ${verb}`);
  return answer(target, callOf('POST', `/requests/${id}/${verb}`, { id }, { body }), stewardOf({ requests: given }));
}

test.each([
  ['cancel', 'running', 202],
  ['cancel', 'cancelled', 200],
  ['hold', 'held', 200],
  ['resume', 'queued', 202],
  ['retry', 'queued', 202],
] as const)('%s answers with what the request is then: %s, %i', async (verb, state: RequestState, status) => {
  const done: string[] = [];
  const answered = await call(verb, {
    [verb]: (_caller: unknown, of: string) => {
      done.push(of);
      return Promise.resolve();
    },
    get: () => Promise.resolve(viewOf({ request: { id }, state })),
  });
  expect(done).toEqual([id]);
  expect(answered.status).toBe(status);
  expect(answered.headers['location']).toBe(status === 202 ? self : undefined);
  expect(answered.content).toMatchObject({ id, state });
});

test('a state that forbids it is a conflict', async () => {
  const refuse = () => Promise.reject(new StewardError('STATE_CONFLICT', 'It has ended.'));
  expect(await call('cancel', { cancel: refuse })).toMatchObject({ status: 409, content: { code: 'STATE_CONFLICT' } });
});

test('verbs without a body take an empty object, and nothing else', async () => {
  const given = { cancel: () => Promise.resolve(), get: () => Promise.resolve(viewOf({ request: { id } })) };
  expect((await call('cancel', given, {})).status).toBe(200);
  expect(await call('cancel', {}, { reason: 'x' })).toMatchObject({
    status: 400,
    content: { errors: [{ pointer: '/reason', detail: 'Unknown property' }] },
  });
});

test('a person settles one effect, with a reason', async () => {
  const decisions: unknown[] = [];
  const given: Partial<Requests> = {
    settle: (_caller, of, decision) => {
      decisions.push([of, decision]);
      return Promise.resolve();
    },
    get: () => Promise.resolve(viewOf({ request: { id }, state: 'running' })),
  };
  const decision = { effect: 'create-user', outcome: 'done', reason: 'Seen in the portal' };
  expect((await call('settle', given, decision)).status).toBe(200);
  expect(decisions).toEqual([[id, decision]]);
  for (const wrong of [undefined, {}, { ...decision, outcome: 'maybe' }, { ...decision, reason: ' ' }]) {
    expect((await call('settle', {}, wrong)).status).toBe(400);
  }
});

test('undo answers with the request that undoes', async () => {
  const forced: boolean[] = [];
  const linked = viewOf({ state: 'queued', item: null });
  const given: Partial<Requests> = {
    undo: (_caller, _id, { force }) => {
      forced.push(force);
      return Promise.resolve(linked.request.id);
    },
    get: () => Promise.resolve(linked),
  };
  const { status, headers, content } = await call('undo', given);
  expect(status).toBe(202);
  expect(headers['location']).toBe(`https://steward.example/api/requests/${linked.request.id}`);
  expect(content['id']).toBe(linked.request.id);
  await call('undo', given, { force: true });
  expect(forced).toEqual([false, true]);
});

const handOver = (method: string, given: Partial<Requests>): Promise<Answered> =>
  answer(secrets, callOf(method, `/requests/${id}/secrets`, { id }), stewardOf({ requests: given }));

test('secrets are handed over by POST and ended by DELETE', async () => {
  const value = [{ name: 'password', value: 'p', row: 0 }];
  expect(await handOver('POST', { secrets: () => Promise.resolve(value) })).toMatchObject({
    status: 200,
    headers: { 'cache-control': 'no-store' },
    content: { value },
  });
  expect((await handOver('DELETE', { endHandOver: () => Promise.resolve() })).status).toBe(200);
  const gone = () => Promise.reject(new StewardError('SECRETS_GONE', 'Handed over.'));
  expect((await handOver('POST', { secrets: gone })).status).toBe(410);
  expect((await handOver('GET', {})).headers['allow']).toBe('POST, DELETE, OPTIONS');
});
