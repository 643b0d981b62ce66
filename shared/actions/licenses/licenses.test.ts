import { expect, test } from 'vitest';
import { graphError } from '../../connections/graph/errors';
import type { UrlPath } from '../../connections/http/path';
import type { GraphWriter } from '../../connections/types';
import { scriptedGraph } from '../testing';
import { assignLicenses, readLicenses, sameSkus } from './assigned';
import { chooseSkus, findPlans, findSku, refuseWithoutSeat, type SubscribedSku } from './skus';

const plans = ['b', 'a'].map((name) => ({
  servicePlanId: `plan-${name}`,
  servicePlanName: `PLAN_${name.toUpperCase()}`,
}));
const sku = (name: string, seats: { enabled: number; warning?: number; consumed: number }): SubscribedSku => ({
  skuId: `sku-${name.toLowerCase()}`,
  skuPartNumber: name,
  appliesTo: 'User',
  consumedUnits: seats.consumed,
  prepaidUnits: { enabled: seats.enabled, warning: seats.warning ?? 0 },
  servicePlans: plans,
});
const spb = sku('SPB', { enabled: 2, consumed: 1 });

test('a product is found by part number or id, in any case of letters', () => {
  expect([findSku([spb], 'spb'), findSku([spb], 'SKU-SPB')]).toEqual([spb, spb]);
});

test('a product the tenant has not, or that is not for users, is SKU_UNKNOWN', () => {
  expect(() => findSku([spb], 'E5')).toThrow(expect.objectContaining({ code: 'SKU_UNKNOWN' }));
  const ofCompany = [{ ...spb, appliesTo: 'Company' }];
  expect(() => findSku(ofCompany, 'SPB')).toThrow(expect.objectContaining({ code: 'SKU_UNKNOWN' }));
});

test('without a seat it is NO_SEATS; seats in the days of grace count', () => {
  const taken = sku('SPB', { enabled: 2, consumed: 2 });
  expect(() => refuseWithoutSeat(taken)).toThrow(
    expect.objectContaining({ code: 'NO_SEATS', upstream: { service: 'graph' } }),
  );
  expect(() => refuseWithoutSeat(sku('SPB', { enabled: 0, warning: 2, consumed: 1 }))).not.toThrow();
});

test('products are chosen once each; where none is named nothing is read', async () => {
  const graph = scriptedGraph({ '/subscribedSkus': [spb] });
  expect(await chooseSkus(graph, [])).toEqual([]);
  expect(graph.asked).toEqual([]);
  expect(await chooseSkus(graph, ['SPB', 'sku-spb'])).toEqual([{ skuId: 'sku-spb', skuPartNumber: 'SPB' }]);
});

test('service plans are named by id or name and come in a fixed order', () => {
  expect(findPlans(spb, ['PLAN_B', 'plan-a', 'plan_b'])).toEqual(['plan-a', 'plan-b']);
  expect(() => findPlans(spb, ['PLAN_C'])).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
});

test('licenses of a user are told apart by where they come from', async () => {
  const graph = scriptedGraph({
    '/users/ada': {
      id: 'u1',
      userPrincipalName: 'ada@contoso.example',
      usageLocation: null,
      licenseAssignmentStates: [
        { skuId: 'sku-spb', disabledPlans: ['plan-b', 'plan-a'], assignedByGroup: null },
        { skuId: 'sku-e5', disabledPlans: [], assignedByGroup: 'g1' },
      ],
    },
  });
  expect(await readLicenses(graph, 'ada')).toEqual({
    user: { id: 'u1', userPrincipalName: 'ada@contoso.example' },
    usageLocation: null,
    direct: { 'sku-spb': { disabledPlans: ['plan-a', 'plan-b'] } },
    inherited: ['sku-e5'],
  });
});

const before = sameSkus({ b: { disabledPlans: [] }, d: { disabledPlans: [] } }, { a: null, b: null, c: null });
const after = { a: { disabledPlans: ['x'] }, b: null, c: null };
const added = [{ skuId: 'a', disabledPlans: ['x'] }];

test('before speaks of the same products as after', () => {
  expect(before).toEqual({ a: null, b: { disabledPlans: [] }, c: null });
});

test('licenses change in one call, and only what is there is removed', async () => {
  const graph = writer(() => undefined);
  await assignLicenses(graph, 'u1', before, after);
  expect(graph.sent).toEqual([{ addLicenses: added, removeLicenses: ['b'] }]);
});

test('a license that is gone meanwhile does not keep the others from changing', async () => {
  const graph = writer(({ removeLicenses }) => (removeLicenses.includes('b') ? gone : undefined));
  await assignLicenses(graph, 'u1', { ...before, c: { disabledPlans: [] } }, after);
  expect(graph.sent).toEqual([
    { addLicenses: added, removeLicenses: ['b', 'c'] },
    { addLicenses: [], removeLicenses: ['b'] },
    { addLicenses: [], removeLicenses: ['c'] },
    { addLicenses: added, removeLicenses: [] },
  ]);
});

test('any other refusal is passed on', async () => {
  const graph = writer(() => 'License x does not correspond to a valid company License.');
  await expect(assignLicenses(graph, 'u1', before, after)).rejects.toMatchObject({ code: 'UPSTREAM_REFUSED' });
  expect(graph.sent).toHaveLength(1);
});

interface Body {
  readonly addLicenses: readonly object[];
  readonly removeLicenses: readonly string[];
}

const gone = 'User does not have a corresponding license.';

/** Graph that notes what is posted and refuses with the text a test gives. */
function writer(refuse: (body: Body) => string | undefined): GraphWriter & { readonly sent: Body[] } {
  const sent: Body[] = [];
  const unexpected = () => Promise.reject(new Error('The test did not expect this call.'));
  return {
    ...scriptedGraph({}),
    sent,
    post: <T>(_address: UrlPath, body: object) => {
      sent.push(body as Body);
      const message = refuse(body as Body);
      if (message === undefined) return Promise.resolve({} as T);
      const error = { code: 'Request_BadRequest', message };
      return Promise.reject(graphError({ status: 400, headers: {}, body: JSON.stringify({ error }) }));
    },
    patch: unexpected,
    refer: unexpected,
    delete: unexpected,
  };
}
