import { z } from 'zod';
import { isNotFound } from '../../connections/graph/errors';
import { path } from '../../connections/http/path';
import type { GraphWriter } from '../../connections/types';
import { defineAction } from '../action';
import { userKey } from '../fields';
import { refusal } from '../look-up';
import { findDeletedUser, isDeleted } from './deleted';

export const restoreUser = defineAction({
  name: 'users.restore',
  title: 'Restore user',
  summary: 'Brings back a user deleted in the last 30 days, with its licenses and memberships.',
  kind: 'create',
  target: 'customer',
  connections: ['graph'],
  permissions: { graph: ['User.DeleteRestore.All', 'User.Read.All'] },
  gdapRoles: ['User Administrator'],
  input: z.strictObject({ user: userKey }),
  output: z.strictObject({ id: z.string(), userPrincipalName: z.string() }),
  secrets: [],
  undo: 'users.delete',
  subject: ({ user }) => user.toLowerCase(),
  example: { user: 'mel@contoso.onmicrosoft.com' },

  async run(input, { graph, once, effect }) {
    const user = await once('user', () => findDeletedUser(graph, input.user));
    await effect({
      key: 'restore-user',
      summary: `Restore ${user.userPrincipalName}`,
      service: 'graph',
      class: 'repeatable',
      after: { deleted: false },
      before: async () => {
        const deleted = await isDeleted(graph, user.id);
        // Right after restoring it may be seen nowhere for a while: that says nothing either way.
        if (deleted === undefined) throw refusal('USER_NOT_FOUND', `${user.userPrincipalName} is not to be seen.`);
        return { deleted };
      },
      send: (to) => restore(to.graph, user.id),
      undo: () => ({ action: 'users.delete', input: { user: user.id } }),
    });
    return { id: user.id, userPrincipalName: user.userPrincipalName };
  },
});

/** Restores; that it is back already is as wanted. */
async function restore(graph: GraphWriter, id: string): Promise<void> {
  try {
    await graph.post(path`/directory/deletedItems/${id}/restore`, {});
  } catch (error) {
    if (!isNotFound(error) || (await isDeleted(graph, id)) !== false) throw error;
  }
}
