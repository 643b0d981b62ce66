import { expect, test } from 'vitest';
import { scriptedGraph } from '../testing';
import { findGroup, findGroups } from './find-group';
import { isMember } from './membership';

const id = 'aaaaaaaa-0000-4000-8000-0000000000a1';
const sales = {
  id,
  displayName: 'Sales',
  groupTypes: [],
  mailEnabled: false,
  onPremisesSyncEnabled: null,
  isAssignableToRole: null,
};
const named = (name: string) => `/groups?$filter=displayName eq '${name}'`;
const found = { id, displayName: 'Sales' };

test('a group is found by its id or its name, and taken once', async () => {
  const graph = scriptedGraph({ [`/groups/${id}`]: sales, [named('Sales')]: [sales] });
  expect(await findGroup(graph, id)).toEqual(found);
  expect(await findGroup(graph, 'Sales')).toEqual(found);
  expect(await findGroups(graph, ['Sales', id])).toEqual([found]);
});

test('a quote in a name stays inside the filter', async () => {
  const graph = scriptedGraph({ [named("Men''s")]: [sales] });
  expect(await findGroup(graph, "Men's")).toEqual(found);
});

test.each([
  ['GROUP_NOT_FOUND', 'Nobody', {}],
  ['GROUP_NOT_FOUND', 'Nobody', { [named('Nobody')]: [] }],
  ['GROUP_NOT_FOUND', id, {}],
  ['GROUP_AMBIGUOUS', 'Sales', { [named('Sales')]: [sales, { ...sales, id: 'x' }] }],
])('%s refuses %s', async (code, group, answers) => {
  const looking = findGroup(scriptedGraph({ [named('Nobody')]: [], ...answers }), group);
  await expect(looking).rejects.toMatchObject({ code, upstream: { service: 'graph' } });
});

test.each([
  ['a dynamic group', { groupTypes: ['DynamicMembership'] }],
  ['a distribution list', { mailEnabled: true }],
  ['a synchronised group', { onPremisesSyncEnabled: true }],
  ['a group that gives a role', { isAssignableToRole: true }],
])('%s is GROUP_NOT_SUPPORTED', async (_, properties) => {
  const graph = scriptedGraph({ [`/groups/${id}`]: { ...sales, ...properties } });
  await expect(findGroup(graph, id)).rejects.toMatchObject({ code: 'GROUP_NOT_SUPPORTED' });
});

test('a Microsoft 365 group is supported', async () => {
  const graph = scriptedGraph({ [`/groups/${id}`]: { ...sales, groupTypes: ['Unified'], mailEnabled: true } });
  expect(await findGroup(graph, id)).toEqual(found);
});

test('membership is read from the groups of the user', async () => {
  const graph = scriptedGraph({ '/users/u1/memberOf?$top=999': [{ id: 'g1' }, { id: 'g2' }] });
  expect([await isMember(graph, 'g2', 'u1'), await isMember(graph, 'g3', 'u1')]).toEqual([true, false]);
});
