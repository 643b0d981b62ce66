import { expect, test } from 'vitest';
import { StewardError } from '../shared/errors';
import { answer, callOf, itemOf, stewardOf, viewOf, type Answered } from '../shared/http/testing';
import type { RequestState, RequestSummary, RequestView } from '../shared/requests/records';
import { items } from './items';
import { request } from './request';
import { requests } from './requests';

const id = '01970000-0000-7000-8000-000000000001';

function poll(view: RequestView, query = ''): Promise<Answered> {
  const steward = stewardOf({ requests: { get: () => Promise.resolve(view) } });
  return answer(request, callOf('GET', `/requests/${id}${query}`, { id }), steward);
}

const inState = (state: RequestState): RequestView => viewOf({ request: { id }, state, item: null });

test.each(['queued', 'held', 'running', 'waiting'] as const)('%s is polled on', async (state) => {
  const { status, headers, content } = await poll(inState(state), '?onFailure=error');
  expect(status).toBe(202);
  expect(headers['location']).toBe(`https://steward.example/api/requests/${id}?onFailure=error`);
  expect(Number(headers['retry-after'])).toBeGreaterThanOrEqual(2);
  expect(content['state']).toBe(state);
  const looked = await poll(inState(state), '?poll=no&onFailure=error');
  expect(looked.status).toBe(200);
  expect(looked.headers).not.toHaveProperty('location');
});

test.each([
  ['planned', 200],
  ['succeeded', 200],
  ['partiallySucceeded', 200],
  ['undone', 200],
  ['failed', 422],
  ['cancelled', 409],
  ['expired', 409],
  ['needsAttention', 409],
] as const)('%s ends a poll with 200, and with %i where failing was asked for', async (state, status) => {
  expect((await poll(inState(state))).status).toBe(200);
  expect((await poll(inState(state), '?poll=no&onFailure=error')).status).toBe(200);
  const failing = await poll(inState(state), '?onFailure=error');
  expect(failing.status).toBe(status);
  expect(failing.content).toMatchObject({ id, state });
});

test('a poll that fails is a problem and the request at once', async () => {
  const problem = {
    code: 'CONSENT_MISSING',
    detail: 'No consent.',
    upstream: { service: 'entra', code: '65001' },
  } as const;
  const view = { ...inState('failed'), item: itemOf({ state: 'failed', problem }) };
  const { headers, content } = await poll(view, '?onFailure=error');
  expect(headers['content-type']).toBe('application/problem+json');
  // Not the 502 it would have as an answer of our own: engines would repeat that.
  expect(content).toMatchObject({ ...problem, status: 422, state: 'failed', requestId: id, problem });
});

test('what cannot be an id, and what is not visible, is not found', async () => {
  const steward = stewardOf({ requests: { get: () => Promise.reject(new StewardError('NOT_FOUND', 'No.')) } });
  for (const wrong of ['1', '../grants', `${id}'`, id]) {
    const { status, content } = await answer(request, callOf('GET', '/requests/x', { id: wrong }), steward);
    expect([status, content['code']]).toEqual([404, 'NOT_FOUND']);
  }
});

const rows = Array.from({ length: 1200 }, (_none, row) =>
  row % 2 === 0
    ? itemOf({ row })
    : itemOf({ row, state: 'failed', problem: { code: 'NO_SEATS', detail: '=cmd|calc' } }),
);

function readItems(query = '', accept?: string): Promise<Answered> {
  const view = viewOf({ request: { id, total: rows.length } });
  const steward = stewardOf({ requests: { get: () => Promise.resolve(view), items: () => Promise.resolve(rows) } });
  const sent = accept === undefined ? {} : { headers: { accept } };
  return answer(items, callOf('GET', `/requests/${id}/items${query}`, { id }, sent), steward);
}

test('items come in pages whose links lead through all of them', async () => {
  const seen: unknown[] = [];
  let query: string | undefined = '?state=failed';
  while (query !== undefined) {
    const { content } = await readItems(query);
    const { value, nextLink } = content as { value: { row: number; state: string; code: string }[]; nextLink?: string };
    seen.push(...value.map(({ row }) => row));
    expect(value[0]).toEqual({
      row: value[0]?.row,
      customer: 'contoso',
      state: 'failed',
      code: 'NO_SEATS',
      detail: '=cmd|calc',
      output: null,
      effects: [],
    });
    query = nextLink === undefined ? undefined : new URL(nextLink).search;
  }
  expect(seen).toEqual(rows.filter(({ state }) => state === 'failed').map(({ row }) => row));
});

test('items as CSV are all rows, none of them a formula', async () => {
  const { headers, body = '' } = await readItems('', 'text/csv');
  expect(headers['content-type']).toBe('text/csv; charset=utf-8');
  const lines = body.split('\r\n');
  expect(lines.slice(0, 3)).toEqual([
    'row,customer,state,code,detail',
    '0,contoso,succeeded,,',
    "1,contoso,failed,NO_SEATS,'=cmd|calc",
  ]);
  expect(lines).toHaveLength(1202);
});

test('items as CSV have the fields that were supplied, as they would be supplied again', async () => {
  const defaults = { forceChangePasswordNextSignIn: true, groups: [] };
  const view = viewOf({ request: { id, action: 'users.create', bulk: true } });
  const supplied = [
    itemOf({ row: 0, input: { displayName: 'Ada', mobilePhone: '+41 31', licenses: ['SPB', 'TEAMS'], ...defaults } }),
    itemOf({ row: 1, input: { displayName: 'Bo, "B"', licenses: [], ...defaults } }),
  ];
  const steward = stewardOf({
    requests: { get: () => Promise.resolve(view), items: () => Promise.resolve(supplied) },
  });
  const call = callOf('GET', `/requests/${id}/items`, { id }, { headers: { accept: 'text/csv' } });
  expect((await answer(items, call, steward)).body?.split('\r\n')).toEqual([
    'row,customer,displayName,mobilePhone,licenses,state,code,detail',
    "0,contoso,Ada,'+41 31,SPB;TEAMS,succeeded,,",
    '1,contoso,"Bo, ""B""",,[],succeeded,,',
    '',
  ]);
});

test.each(['?state=done', '?after=x', '?top=1'])('items%s is refused', async (query) => {
  expect((await readItems(query)).status).toBe(400);
});

const summary: RequestSummary = {
  id,
  action: 'users.create',
  customer: 'contoso',
  mode: 'apply',
  state: 'succeeded',
  caller: 'flow',
  createdAt: '2027-01-04T08:00:00.000Z',
};

test('requests are listed by filters of one form, page by page', async () => {
  const asked: unknown[] = [];
  const steward = stewardOf({
    requests: {
      list: (_caller, filter, page) => {
        asked.push(filter, page);
        return Promise.resolve({ value: [summary], next: 'bmV4dA==' });
      },
    },
    customers: {
      find: () => Promise.resolve({ customerId: 'contoso', tenantId: 't', domain: null, displayName: 'Contoso' }),
      list: () => Promise.resolve([]),
      markerOf: () => Promise.resolve(undefined),
    },
  });
  const query = '?customer=contoso.onmicrosoft.com&state=succeeded&from=2027-01-04T09:00:00%2B01:00&after=eyJhIjoxfQ==';
  const { status, content } = await answer(requests, callOf('GET', `/requests${query}`), steward);
  expect(status).toBe(200);
  expect(asked).toEqual([
    { customer: 'contoso', state: 'succeeded', from: '2027-01-04T08:00:00.000Z' },
    { top: 50, after: 'eyJhIjoxfQ==' },
  ]);
  expect(content['value']).toEqual([{ ...summary, links: { self: `https://steward.example/api/requests/${id}` } }]);
  const next = new URL(String(content['nextLink']));
  expect(next.origin + next.pathname).toBe('https://steward.example/api/requests');
  expect(Object.fromEntries(next.searchParams)).toEqual({
    customer: 'contoso.onmicrosoft.com',
    state: 'succeeded',
    from: '2027-01-04T09:00:00+01:00',
    after: 'bmV4dA==',
  });
});

test.each([
  ['state=done', 400],
  ['from=yesterday', 400],
  ['to=2027-13-01T00:00:00Z', 400],
  ['after=%00', 400],
  ['after=bGFzdA==', 400],
  ['filter=x', 400],
  ['customer=hidden', 404],
  ['customer=nobody', 404],
])('a list by %s is refused with %i', async (query, status) => {
  const hidden = { customerId: 'hidden', tenantId: 't', domain: null, displayName: 'Hidden' };
  const steward = stewardOf({
    customers: {
      find: (name) => Promise.resolve(name === 'hidden' ? hidden : undefined),
      list: () => Promise.resolve([hidden]),
      markerOf: () => Promise.resolve(undefined),
    },
  });
  expect((await answer(requests, callOf('GET', `/requests?${query}`), steward)).status).toBe(status);
});
