import { expect, test } from 'vitest';
import { scriptedGraph } from '../testing';
import { assignLicenseBody, readLicenses, sameSkus } from './assigned';
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

test('before and after speak of the same products, and only what is there is removed', () => {
  const after = { a: { disabledPlans: ['x'] }, b: null, c: null };
  const before = sameSkus({ b: { disabledPlans: [] }, d: { disabledPlans: [] } }, after);
  expect(before).toEqual({ a: null, b: { disabledPlans: [] }, c: null });
  expect(assignLicenseBody(before, after)).toEqual({
    addLicenses: [{ skuId: 'a', disabledPlans: ['x'] }],
    removeLicenses: ['b'],
  });
});
