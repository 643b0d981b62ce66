import { expect, test } from 'vitest';
import { scriptedGraph } from '../testing';
import { findDeletedUser, isDeleted } from './deleted';

const id = 'aaaaaaaa-0000-4000-8000-000000000001';
const other = 'aaaaaaaa-0000-4000-8000-000000000002';
const item = (of: string) => ({ id: of, userPrincipalName: `${of.replaceAll('-', '')}ada@contoso.example` });
const found = { id, userPrincipalName: 'ada@contoso.example' };
const deleted = `/directory/deletedItems/${id}`;
const list = '/directory/deletedItems/microsoft.graph.user';

test('a user is deleted while it is among the deleted, even if a replica still shows it', async () => {
  expect(await isDeleted(scriptedGraph({ [deleted]: item(id), [`/users/${id}`]: { id } }), id)).toBe(true);
  expect(await isDeleted(scriptedGraph({ [`/users/${id}`]: { id } }), id)).toBe(false);
  expect(await isDeleted(scriptedGraph({}), id)).toBeUndefined();
});

test('a deleted user is found by its id and by the name it had', async () => {
  expect(await findDeletedUser(scriptedGraph({ [deleted]: item(id) }), id)).toEqual(found);
  expect(await findDeletedUser(scriptedGraph({ [list]: [item(id)] }), 'Ada@contoso.example')).toEqual(found);
});

test('a name that two deleted users had is refused', async () => {
  const graph = scriptedGraph({ [list]: [item(id), item(other)] });
  await expect(findDeletedUser(graph, 'ada@contoso.example')).rejects.toMatchObject({ code: 'USER_NOT_FOUND' });
});

test('a user that is back already is found; one that never was is not', async () => {
  const back = scriptedGraph({ [list]: [], '/users/ada@contoso.example': found, [`/users/${id}`]: found });
  expect(await findDeletedUser(back, 'ada@contoso.example')).toEqual(found);
  expect(await findDeletedUser(back, id)).toEqual(found);
  await expect(findDeletedUser(scriptedGraph({ [list]: [] }), 'x@y.example')).rejects.toMatchObject({
    code: 'USER_NOT_FOUND',
    upstream: { status: 404 },
  });
});
