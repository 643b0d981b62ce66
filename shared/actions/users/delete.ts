import { z } from 'zod';
import { path } from '../../connections/http/path';
import { defineAction } from '../action';
import { userKey } from '../fields';
import { orUndefined } from '../look-up';
import { isDeleted } from './deleted';
import { findCloudUser } from './find-user';

export const deleteUser = defineAction({
  name: 'users.delete',
  title: 'Delete user',
  summary: 'Deletes a user; for 30 days it can be restored with its licenses and memberships.',
  kind: 'delete',
  target: 'customer',
  connections: ['graph'],
  permissions: { graph: ['User.DeleteRestore.All', 'User.Read.All'] },
  gdapRoles: ['User Administrator'],
  input: z.strictObject({ user: userKey }),
  output: z.strictObject({ id: z.string(), userPrincipalName: z.string() }),
  secrets: [],
  undo: 'users.restore',
  subject: ({ user }) => user.toLowerCase(),
  example: { user: 'mel@contoso.onmicrosoft.com' },

  async run(input, { graph, once, effect }) {
    const user = await once('user', () => findCloudUser(graph, input.user));
    await effect({
      key: 'delete-user',
      summary: `Delete ${user.userPrincipalName}`,
      service: 'graph',
      class: 'repeatable',
      after: { deleted: true },
      before: async () => ({ deleted: (await isDeleted(graph, user.id)) ?? true }),
      // That it is gone already is as wanted.
      send: (to) => orUndefined(to.graph.delete(path`/users/${user.id}`)),
      undo: () => ({ action: 'users.restore', input: { user: user.id } }),
    });
    return { id: user.id, userPrincipalName: user.userPrincipalName };
  },
});
