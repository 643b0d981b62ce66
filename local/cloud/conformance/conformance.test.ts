import { expect, test } from 'vitest';
import type { PropertyType, Property } from '../graph/properties';
import { groupProperties, userProperties } from '../graph/properties';
import { graphRoutes } from '../graph/routes';
import { checkGraphAnswer, checkGraphCall, graphDescription, hasGraphDescription, whyNot } from './graph-description';
import type { Schema } from './schema';

const described = test.skipIf(!hasGraphDescription);

/**
 * Scopes Microsoft accepts that the local cloud does not: for kinds of objects it has not (devices, agents, guests by
 * group), for the signed-in user alone, or for one property nobody here writes.
 */
const leftOut =
  /^(?:Agent|Application\.|DeviceManagement|Group-|Group\.ManageProtection|User-(?:Mail|Phone)|User\.(?:Read|ReadWrite|ManageIdentities\.All)$)/;

/** Where the data lists only the scopes of users, though the operation serves groups too, each kind with its own. */
const byKind: Readonly<Record<string, readonly string[]>> = {
  'POST /directory/deletedItems/{directoryObject-id}/restore': ['Group.ReadWrite.All'],
};

const templates = graphRoutes.map((route) => ({ ...route, path: route.path.replace('/microsoft.graph.', '/graph.') }));

described(`every Graph route is one of Microsoft's, with evidence${whyNot}`, () => {
  const problems = templates.flatMap(({ method, path }) => checkGraphCall(method, path.replaceAll(/\{[^}]+\}/g, 'x')));
  expect(problems).toEqual([]);
});

described(`every Graph route accepts the scopes Microsoft accepts, and no other${whyNot}`, () => {
  const differences = templates.flatMap(({ method, path, scopes }) => {
    const key = `${method} ${path}`;
    const row = graphDescription().permissions[key];
    if (!row?.delegated) return [`${key}: no data`];
    const { least, all } = row.delegated;
    // Rows made by hand hold the least scopes only; the writing twin of a reading scope is accepted besides.
    const byHand = row.match?.startsWith('hand') ?? false;
    const twins = byHand ? all.map((scope) => scope.replace('.Read.', '.ReadWrite.')) : [];
    const accepted = [...least, ...all, ...twins, ...(byKind[key] ?? [])];
    return [
      ...scopes
        .filter((scope) => !accepted.includes(scope))
        .map((scope) => `${key}: ${scope} is not accepted by Microsoft`),
      ...all
        .filter((scope) => !scopes.includes(scope) && !leftOut.test(scope))
        .map((scope) => `${key}: ${scope} is missing`),
    ];
  });
  expect(differences).toEqual([]);
});

const typeOf = (schema: Schema): PropertyType => {
  const { check } = graphDescription();
  const resolved = check.resolve(schema);
  const { type } = resolved;
  if (type === 'array') return check.resolve(resolved.items ?? {}).type === 'string' ? 'string[]' : 'object[]';
  return type === 'string' || type === 'boolean' || type === 'integer' ? type : 'object';
};

described.each<[string, ReadonlyMap<string, Property>]>([
  ['user', userProperties],
  ['group', groupProperties],
])(`the properties of a %s are as Microsoft describes them${whyNot}`, (name, table) => {
  const description = graphDescription();
  const theirs = description.check.properties(description.schema(`microsoft.graph.${name}`)) as Record<
    string,
    Schema & { 'x-returned'?: string; maxLength?: number; readOnly?: boolean }
  >;
  for (const [property, ours] of table) {
    const their = theirs[property];
    expect(their, property).toBeDefined();
    if (!their) continue;
    expect([property, ours.type]).toEqual([property, typeOf(their)]);
    if (their.readOnly === true) expect([property, ours.readOnly]).toEqual([property, true]);
    if (ours.maxLength !== undefined && their.maxLength !== undefined && their.maxLength > 1) {
      expect([property, ours.maxLength]).toEqual([property, their.maxLength]);
    }
    if (their['x-returned'] === 'onSelect') expect([property, ours.byDefault]).toEqual([property, false]);
  }
  const defaults = Object.entries(theirs)
    .filter(([, their]) => their['x-returned'] === 'default')
    .map(([property]) => property);
  expect(defaults.filter((property) => table.get(property)?.byDefault !== true)).toEqual(
    name === 'group' ? groupDefaultsLeftOut : [],
  );
});

/** Properties of synchronised groups only. */
const groupDefaultsLeftOut = ['onPremisesDomainName', 'onPremisesNetBiosName', 'onPremisesProvisioningErrors'];

described(`the check finds what is wrong with calls and answers${whyNot}`, () => {
  expect(checkGraphCall('GET', 'http://127.0.0.1:7072/v1.0/users/a%40b?$select=id,colour')).toHaveLength(1);
  expect(checkGraphCall('GET', '/v1.0/users?$orderBy=id')).toHaveLength(1);
  expect(checkGraphCall('PUT', '/v1.0/users/x')).toHaveLength(1);
  expect(
    checkGraphCall('GET', "/v1.0/tenantRelationships/findTenantInformationByDomainName(domainName='x.example')"),
  ).toEqual([]);
  expect(checkGraphAnswer('GET', '/v1.0/users/x', 200, { id: 1 })).toEqual([
    'GET /v1.0/users/x: /id is not of type string',
  ]);
  expect(checkGraphAnswer('GET', '/v1.0/users/x', 200, { colour: 'red' })).toHaveLength(1);
  expect(checkGraphAnswer('DELETE', '/v1.0/users/x', 200, {})).toHaveLength(1);
  expect(checkGraphAnswer('GET', '/v1.0/users/x', 404, { message: 'no' })).toHaveLength(1);
});
