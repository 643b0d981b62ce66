import { z } from 'zod';
import { defineAction } from '../action';
import { groupKey, userKey } from '../fields';
import { addTo, findBoth, isMember } from './membership';

export const addMember = defineAction({
  name: 'groups.addMember',
  title: 'Add user to group',
  summary: 'Makes a user a member of a security group or Microsoft 365 group.',
  kind: 'update',
  target: 'customer',
  connections: ['graph'],
  permissions: { graph: ['GroupMember.ReadWrite.All', 'Group.ReadBasic.All', 'User.ReadBasic.All'] },
  gdapRoles: ['Groups Administrator'],
  input: z.strictObject({ group: groupKey, user: userKey }),
  output: z.strictObject({ groupId: z.string(), userId: z.string() }),
  secrets: [],
  undo: 'groups.removeMember',
  subject: ({ group, user }) => JSON.stringify([group, user]).toLowerCase(),
  example: { group: 'Sales', user: 'mel@contoso.onmicrosoft.com' },

  async run(input, { graph, once, effect }) {
    const { group, user } = await once('ids', () => findBoth(graph, input));
    await effect({
      key: 'add-member',
      summary: `Add ${user.userPrincipalName} to ${group.displayName}`,
      service: 'graph',
      class: 'repeatable',
      after: { group: group.id, user: user.id, member: true },
      before: async () => ({ group: group.id, user: user.id, member: await isMember(graph, group.id, user.id) }),
      send: (to) => addTo(to.graph, group.id, user.id),
      undo: () => ({ action: 'groups.removeMember', input: { group: group.id, user: user.id } }),
    });
    return { groupId: group.id, userId: user.id };
  },
});
