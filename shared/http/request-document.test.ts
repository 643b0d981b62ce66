import { expect, test } from 'vitest';
import type { EffectRecord } from '../requests/records';
import { linksOf } from './links';
import { requestDocument } from './request-document';
import { itemOf, publicUrl, viewOf } from './testing';

const effect: EffectRecord = {
  key: 'create-user',
  summary: 'Create ada@contoso.onmicrosoft.com',
  service: 'graph',
  class: 'unique',
  state: 'done',
  at: '2027-01-04T08:00:01.000Z',
  order: 0,
  attempt: 1,
  sendBy: 1,
  result: { id: 'u1' },
  after: { displayName: 'Ada' },
  changed: true,
  undo: { action: 'users.delete', input: { user: 'u1' } },
};
const now = Date.parse('2027-01-04T08:00:05Z');
const created = { createdAt: '2027-01-04T08:00:00.000Z', undoUntil: '2027-02-03T08:00:00.000Z' };

test('a finished request shows all that the contract names and nothing else', () => {
  const view = viewOf({
    request: { id: 'r1', ...created },
    updatedAt: '2027-01-04T08:00:02.000Z',
    finishedAt: '2027-01-04T08:00:02.000Z',
    item: itemOf({ effects: [effect], output: { id: 'u1' }, warnings: [{ code: 'SLOW', detail: 'It took long.' }] }),
  });
  const self = `${publicUrl}/api/requests/r1`;
  expect(requestDocument(view, { publicUrl }, now)).toEqual({
    id: 'r1',
    action: 'users.create',
    customer: 'contoso',
    mode: 'apply',
    state: 'succeeded',
    caller: 'flow',
    createdAt: '2027-01-04T08:00:00.000Z',
    updatedAt: '2027-01-04T08:00:02.000Z',
    finishedAt: '2027-01-04T08:00:02.000Z',
    parent: null,
    undoes: null,
    undoUntil: '2027-02-03T08:00:00.000Z',
    effects: [
      { key: 'create-user', summary: effect.summary, service: 'graph', state: 'done', at: '2027-01-04T08:00:01.000Z' },
    ],
    output: { id: 'u1' },
    problem: null,
    warnings: [{ code: 'SLOW', detail: 'It took long.' }],
    items: { total: 0, succeeded: 0, failed: 0, pending: 0 },
    plan: null,
    links: { self, items: `${self}/items`, undo: `${self}/undo` },
  });
});

test('a plan shows its hash and what would be done', () => {
  const entry = { key: 'k', summary: 's', service: 'graph', before: null, after: { a: 1 }, undo: null } as const;
  const view = viewOf({
    request: { mode: 'plan' },
    state: 'planned',
    planHash: 'sha-256:x',
    item: itemOf({ plan: [entry] }),
  });
  expect(requestDocument(view, { publicUrl }, now).plan).toEqual({ hash: 'sha-256:x', effects: [entry] });
});

test('a failure is a whole problem, about this request', () => {
  const problem = { code: 'NO_SEATS', detail: 'No SPB is left.', upstream: { service: 'graph', status: 400 } } as const;
  const view = viewOf({ request: { id: 'r1' }, state: 'failed', item: itemOf({ state: 'failed', problem }) });
  expect(requestDocument(view, { publicUrl }, now).problem).toMatchObject({
    ...problem,
    type: 'urn:steward:problem:NO_SEATS',
    status: 422,
    instance: '/api/requests/r1',
    requestId: 'r1',
    retryable: true,
  });
});

test('many items are counted', () => {
  const counts = { total: 3, succeeded: 1, failed: 1, pending: 1 };
  const view = viewOf({ request: { total: 3 }, state: 'running', item: null, counts });
  expect(requestDocument(view, { publicUrl }, now)).toMatchObject({ items: counts, effects: [], output: null });
});

const offered = (changes: Parameters<typeof viewOf>[0], at = now): string[] => {
  const { self, items, ...verbs } = linksOf(
    viewOf({ ...changes, request: { ...created, ...changes?.request } }),
    { publicUrl },
    at,
  );
  expect(items).toBe(`${String(self)}/items`);
  return Object.keys(verbs);
};

test.each([
  ['queued', ['cancel', 'hold']],
  ['running', ['cancel', 'hold']],
  ['waiting', ['cancel', 'hold']],
  ['held', ['cancel', 'resume']],
  ['planned', []],
  ['succeeded', []],
  ['partiallySucceeded', ['retry']],
  ['failed', ['retry']],
  ['cancelled', ['retry']],
  ['expired', []],
  ['undone', []],
  ['needsAttention', ['retry', 'settle']],
] as const)('%s offers %j', (state, verbs) => {
  expect(offered({ state })).toEqual(verbs);
});

test('undo is offered for what was changed and can be undone, in time', () => {
  const item = itemOf({ effects: [effect] });
  expect(offered({ item })).toEqual(['undo']);
  expect(offered({ item, state: 'undone' })).toEqual([]);
  expect(offered({ item }, Date.parse(created.undoUntil))).toEqual([]);
  expect(offered({ item: itemOf({ effects: [{ ...effect, changed: false }] }) })).toEqual([]);
  const doubtful = itemOf({ effects: [effect, { ...effect, key: 'license', state: 'unknown' }] });
  expect(offered({ item: doubtful, state: 'needsAttention' })).toEqual(['retry', 'settle']);
  expect(offered({ item, state: 'needsAttention' })).toEqual(['retry', 'settle', 'undo']);
  const { undo: _undo, ...lasting } = effect;
  expect(offered({ item: itemOf({ effects: [lasting] }) })).toEqual([]);
  expect(offered({ item, state: 'planned', request: { mode: 'plan' } })).toEqual([]);
});

test('secrets are offered once the work is done', () => {
  const item = itemOf({ secrets: ['password'] });
  expect(offered({ item })).toEqual(['secrets']);
  expect(offered({ item, state: 'running' })).toEqual(['cancel', 'hold']);
});
