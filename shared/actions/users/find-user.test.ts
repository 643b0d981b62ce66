import { expect, test } from 'vitest';
import { scriptedGraph } from '../testing';
import { findMarked } from './find-marked';
import { findCloudUser, findUser } from './find-user';

const ada = { '@odata.context': 'x', id: 'u1', userPrincipalName: 'ada@contoso.example' };

test('a user is found by its name, and only id and name are kept', async () => {
  const graph = scriptedGraph({ '/users/ada@contoso.example': { ...ada, onPremisesSyncEnabled: null } });
  const kept = { id: 'u1', userPrincipalName: 'ada@contoso.example' };
  expect(await findUser(graph, 'ada@contoso.example')).toEqual(kept);
  expect(await findCloudUser(graph, 'ada@contoso.example')).toEqual(kept);
});

test('a user that is not there is USER_NOT_FOUND, with what Graph said', async () => {
  await expect(findUser(scriptedGraph({}), 'nobody')).rejects.toMatchObject({
    code: 'USER_NOT_FOUND',
    upstream: { service: 'graph', status: 404, code: 'Request_ResourceNotFound' },
  });
});

test('a name that would leave the path is refused', async () => {
  await expect(async () => findUser(scriptedGraph({}), '..')).rejects.toMatchObject({ code: 'PATH_UNSAFE' });
});

test('a synchronised user is DIRECTORY_SYNCED where it must be changed', async () => {
  const graph = scriptedGraph({ '/users/u1': { ...ada, onPremisesSyncEnabled: true } });
  await expect(findCloudUser(graph, 'u1')).rejects.toMatchObject({
    code: 'DIRECTORY_SYNCED',
    upstream: { service: 'graph' },
  });
});

test.each([
  ['found', { ...ada, extension_1_stewardRequest: 'r:0' }],
  ['taken', { ...ada, extension_1_stewardRequest: 'other:0' }],
  ['taken', { ...ada, extension_1_stewardRequest: null }],
  ['absent', undefined],
])('a user of the wanted name is %s by its marker alone', async (is, user) => {
  const graph = scriptedGraph(user ? { '/users/ada@contoso.example': user } : {});
  const finding = await findMarked(graph, 'ada@contoso.example', 'extension_1_stewardRequest', 'r:0');
  expect(finding).toEqual(
    is === 'found' ? { is, result: { id: 'u1', userPrincipalName: ada.userPrincipalName } } : { is },
  );
  expect(graph.asked).toEqual(['/users/ada@contoso.example?$select=id,userPrincipalName,extension_1_stewardRequest']);
});
