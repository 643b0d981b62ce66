import { z } from 'zod';
import type { GraphReader } from '../../connections/types';
import { InputError } from '../../errors';
import { defineAction } from '../action';
import { skuKey, text, userKey } from '../fields';
import { refusal } from '../look-up';
import { assignLicenses, readLicenses, sameSkus, type Licenses } from './assigned';
import { findPlans, findSku, listSkus, refuseWithoutSeat } from './skus';

const plan = text(100).describe('Name or id of a service plan, e.g. TEAMS1');
const license = z.strictObject({
  sku: skuKey,
  disabledPlans: z.array(plan).max(100, 'At most 100.').default([]).describe('Service plans to leave out'),
});
const input = z
  .strictObject({
    user: userKey,
    add: z.array(license).max(20, 'At most 20.').default([]).describe('Licenses the user is to have, as given here'),
    remove: z.array(skuKey).max(20, 'At most 20.').default([]).describe('Licenses the user is not to have'),
  })
  .refine(({ add, remove }) => add.length + remove.length > 0, 'Name a license to add or to remove.');

export const assign = defineAction({
  name: 'licenses.assign',
  title: 'Assign licenses',
  summary: 'Gives licenses to a user, or takes them away, in one step.',
  kind: 'update',
  target: 'customer',
  connections: ['graph'],
  permissions: { graph: ['LicenseAssignment.ReadWrite.All', 'LicenseAssignment.Read.All', 'User.Read.All'] },
  gdapRoles: ['License Administrator'],
  input,
  output: z.strictObject({ userId: z.string(), userPrincipalName: z.string() }),
  secrets: [],
  undo: 'licenses.assign',
  subject: ({ user }) => user.toLowerCase(),
  example: {
    user: 'mel@contoso.onmicrosoft.com',
    add: [{ sku: 'SPB', disabledPlans: ['TEAMS1'] }],
    remove: ['EXCHANGESTANDARD'],
  },

  async run(order, { graph, once, effect, warn }) {
    const { user, wanted, stays, summary } = await once('licenses', () => choose(graph, order));
    for (const name of stays) warn('LICENSE_INHERITED', `${name} also comes from a group and stays.`);
    await effect({
      key: 'assign-licenses',
      summary,
      service: 'graph',
      class: 'repeatable',
      after: wanted,
      before: async () => sameSkus((await readLicenses(graph, user.id)).direct, wanted),
      send: (to, before) => assignLicenses(to.graph, user.id, before as Licenses, wanted),
      undo: (before) => ({ action: 'licenses.assign', input: { user: user.id, ...asInput(before as Licenses) } }),
    });
    return { userId: user.id, userPrincipalName: user.userPrincipalName };
  },
});

/** What is wanted, by id; refused where it cannot be had. */
async function choose(graph: GraphReader, { user: key, add, remove }: z.infer<typeof input>) {
  const [skus, present] = await Promise.all([listSkus(graph), readLicenses(graph, key)]);
  const added = add.map(({ sku, disabledPlans }) => ({ sku: findSku(skus, sku), disabledPlans }));
  const removed = remove.map((sku) => findSku(skus, sku));
  const named = [...added.map(({ sku }) => sku), ...removed];
  if (new Set(named).size < named.length) throw new InputError('INPUT_INVALID', 'A license is named twice.');
  const { user, usageLocation, direct, inherited } = present;
  if (added.length > 0 && usageLocation === null)
    throw refusal('USAGE_LOCATION_INVALID', `${user.userPrincipalName} has no usage location.`);
  for (const { sku } of added) if (!direct[sku.skuId] && !inherited.includes(sku.skuId)) refuseWithoutSeat(sku);
  const wanted: Licenses = Object.fromEntries([
    ...added.map(({ sku, disabledPlans }) => [sku.skuId, { disabledPlans: findPlans(sku, disabledPlans) }] as const),
    ...removed.map(({ skuId }) => [skuId, null] as const),
  ]);
  const parts = [
    ...added.map(({ sku }) => `assign ${sku.skuPartNumber}`),
    ...removed.map((sku) => `remove ${sku.skuPartNumber}`),
  ].join(', ');
  return {
    user,
    wanted,
    stays: removed.filter(({ skuId }) => inherited.includes(skuId)).map(({ skuPartNumber }) => skuPartNumber),
    summary: `${parts.charAt(0).toUpperCase()}${parts.slice(1)}: ${user.userPrincipalName}`,
  };
}

function asInput(licenses: Licenses) {
  const entries = Object.entries(licenses);
  return {
    add: entries.flatMap(([sku, license]) => (license ? [{ sku, ...license }] : [])),
    remove: entries.flatMap(([sku, license]) => (license ? [] : [sku])),
  };
}
