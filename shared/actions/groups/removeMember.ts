import { z } from 'zod';
import { defineAction } from '../action';
import { groupKey, userKey } from '../fields';
import { findBoth, isMember, removeFrom } from './membership';

export const removeMember = defineAction({
  name: 'groups.removeMember',
  title: 'Remove user from group',
  summary: 'Ends the membership of a user in a security group or Microsoft 365 group.',
  kind: 'update',
  target: 'customer',
  connections: ['graph'],
  permissions: { graph: ['GroupMember.ReadWrite.All', 'Group.ReadBasic.All', 'User.ReadBasic.All'] },
  gdapRoles: ['Groups Administrator'],
  input: z.strictObject({ group: groupKey, user: userKey }),
  output: z.strictObject({ groupId: z.string(), userId: z.string() }),
  secrets: [],
  undo: 'groups.addMember',
  subject: ({ group, user }) => JSON.stringify([group, user]).toLowerCase(),
  example: { group: 'Sales', user: 'mel@contoso.onmicrosoft.com' },

  async run(input, { graph, once, effect }) {
    const { group, user } = await once('ids', () => findBoth(graph, input));
    await effect({
      key: 'remove-member',
      summary: `Remove ${user.userPrincipalName} from ${group.displayName}`,
      service: 'graph',
      class: 'repeatable',
      after: { group: group.id, user: user.id, member: false },
      before: async () => ({ group: group.id, user: user.id, member: await isMember(graph, group.id, user.id) }),
      send: (to) => removeFrom(to.graph, group.id, user.id),
      undo: () => ({ action: 'groups.addMember', input: { group: group.id, user: user.id } }),
    });
    return { groupId: group.id, userId: user.id };
  },
});
