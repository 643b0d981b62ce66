import { expect, test } from 'vitest';
import type { CallContext, CustomerRecord, GraphReader } from '../shared/connections/types';
import { answer, callOf, stewardOf, type Answered } from '../shared/http/testing';
import { lookups } from './lookups';

const customer = (customerId: string, tenantId: string | null): CustomerRecord => ({
  customerId,
  tenantId,
  domain: null,
  displayName: `The ${customerId}`,
});
const records = [customer('tailspin', null), customer('contoso', 't1'), customer('hidden', 't2')];

function look(kind: string, query = '', rows: readonly object[] = []) {
  const calls: unknown[] = [];
  const reader = ({ tenantId }: CallContext): GraphReader => ({
    get: () => Promise.reject(new Error('not asked')),
    list: <T>(path: string) => {
      calls.push([tenantId, path]);
      return Promise.resolve(rows as T[]);
    },
  });
  const steward = stewardOf({
    customers: {
      find: (name) => Promise.resolve(records.find(({ customerId }) => customerId === name)),
      list: () => Promise.resolve(records),
      markerOf: () => Promise.resolve(undefined),
    },
    graph: {
      reader,
      writer: () => {
        throw new Error('A look-up changes nothing.');
      },
    },
  });
  const answered: Promise<Answered> = answer(lookups, callOf('GET', `/lookups/${kind}${query}`, { kind }), steward);
  return { answered, calls };
}

test('customers are those the caller sees, by title', async () => {
  expect((await look('customers').answered).content).toEqual({
    value: [
      { id: 'contoso', title: 'The contoso' },
      { id: 'tailspin', title: 'The tailspin' },
    ],
  });
});

test("products and groups are those of the customer's tenant", async () => {
  const skus = look('skus', '?customer=contoso', [{ skuId: 's1', skuPartNumber: 'SPB', consumedUnits: 1 }]);
  expect((await skus.answered).content).toEqual({ value: [{ id: 's1', title: 'SPB' }] });
  expect(skus.calls).toEqual([['t1', '/subscribedSkus']]);
  const groups = look('groups', '?customer=contoso', [
    { id: 'g2', displayName: 'Sales' },
    { id: 'g1', displayName: 'All' },
  ]);
  expect((await groups.answered).content).toEqual({
    value: [
      { id: 'g1', title: 'All' },
      { id: 'g2', title: 'Sales' },
    ],
  });
  expect(groups.calls).toEqual([['t1', '/groups?$select=id,displayName&$top=999']]);
});

test.each([
  ['skus', '', 400, 'CUSTOMER_REQUIRED'],
  ['skus', '?customer=hidden', 404, 'CUSTOMER_UNKNOWN'],
  ['groups', '?customer=nobody', 404, 'CUSTOMER_UNKNOWN'],
  ['groups', '?customer=tailspin', 422, 'CUSTOMER_WITHOUT_TENANT'],
  ['scripts', '', 404, 'NOT_FOUND'],
  ['workflows', '', 404, 'NOT_FOUND'],
  ['constructor', '', 404, 'NOT_FOUND'],
])('%s%s is refused with %i', async (kind, query, status, code) => {
  const { answered, calls } = look(kind, query);
  expect(await answered).toMatchObject({ status, content: { code } });
  expect(calls).toEqual([]);
});
