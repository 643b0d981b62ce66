import { z } from 'zod';
import { isConflict } from '../../connections/graph/errors';
import { path } from '../../connections/http/path';
import { known } from '../../later';
import { defineAction } from '../action';
import { groupKey, skuKey } from '../fields';
import { findGroups } from '../groups/find-group';
import { addTo, isMember } from '../groups/membership';
import { assignLicenses, readLicenses, sameSkus, type Licenses } from '../licenses/assigned';
import { chooseSkus } from '../licenses/skus';
import * as fields from './fields';
import { findMarked } from './find-marked';
import type { FoundUser } from './find-user';

export const createUser = defineAction({
  name: 'users.create',
  title: 'Create user',
  summary: 'Creates a member user, gives it licenses and puts it into groups.',
  kind: 'create',
  target: 'customer',
  connections: ['graph'],
  permissions: {
    graph: ['User.ReadWrite.All', 'LicenseAssignment.Read.All', 'Group.ReadBasic.All', 'GroupMember.ReadWrite.All'],
  },
  gdapRoles: ['User Administrator'],
  input: z.strictObject({
    userPrincipalName: fields.userPrincipalName,
    displayName: fields.displayName,
    usageLocation: fields.usageLocation,
    givenName: fields.givenName.exactOptional(),
    surname: fields.surname.exactOptional(),
    mailNickname: fields.mailNickname.exactOptional(),
    jobTitle: fields.jobTitle.exactOptional(),
    department: fields.department.exactOptional(),
    officeLocation: fields.officeLocation.exactOptional(),
    mobilePhone: fields.mobilePhone.exactOptional(),
    password: fields.password.exactOptional(),
    forceChangePasswordNextSignIn: z.boolean().default(true).describe('Ask for a new password at the first sign-in'),
    licenses: z.array(skuKey).max(20, 'At most 20.').default([]).describe('Products to license'),
    groups: z.array(groupKey).max(50, 'At most 50.').default([]).describe('Groups to join'),
  }),
  output: z.strictObject({ id: z.string(), userPrincipalName: z.string() }),
  secrets: ['password'],
  undo: 'users.delete',
  subject: ({ userPrincipalName }) => userPrincipalName.toLowerCase(),
  example: {
    userPrincipalName: 'ada@contoso.onmicrosoft.com',
    displayName: 'Ada Example',
    usageLocation: 'CH',
    givenName: 'Ada',
    surname: 'Example',
    mailNickname: 'ada',
    jobTitle: 'Engineer',
    department: 'Research',
    officeLocation: 'Bern',
    mobilePhone: '+41 79 000 00 00',
    forceChangePasswordNextSignIn: true,
    licenses: ['SPB'],
    groups: ['Sales'],
  },

  async run(input, { graph, marker, markerProperty, once, effect, password }) {
    const { licenses, groups, password: given, forceChangePasswordNextSignIn, ...named } = input;
    const upn = input.userPrincipalName;
    // Graph wants an alias; by default it is the name in front of the @.
    const profile = { accountEnabled: true, mailNickname: upn.slice(0, upn.indexOf('@')), ...named };
    const { skus, joined } = await once('ids', async () => {
      const [skus, joined] = await Promise.all([chooseSkus(graph, licenses), findGroups(graph, groups)]);
      return { skus, joined };
    });
    const secret = given ?? (await password('password'));

    const user = await effect({
      key: 'create-user',
      summary: `Create ${upn}`,
      service: 'graph',
      class: 'unique',
      after: profile,
      send: async (to) => {
        const passwordProfile = { password: secret, forceChangePasswordNextSignIn };
        const body = { ...profile, passwordProfile, [markerProperty]: marker };
        const { id, userPrincipalName } = await to.graph.post<FoundUser>(path`/users`, body);
        return { id, userPrincipalName };
      },
      isConflict,
      find: () => findMarked(graph, upn, markerProperty, marker),
      undo: ({ id }) => ({ action: 'users.delete', input: { user: id }, expect: { deleted: false } }),
    });

    // Nobody else knows the new user: what it has before is known without looking.
    if (skus.length > 0) {
      const wanted: Licenses = Object.fromEntries(skus.map(({ skuId }) => [skuId, { disabledPlans: [] }]));
      await effect({
        key: 'assign-licenses',
        summary: `Assign ${skus.map(({ skuPartNumber }) => skuPartNumber).join(', ')}: ${upn}`,
        service: 'graph',
        class: 'repeatable',
        follows: 'create-user',
        after: wanted,
        atFirst: sameSkus({}, wanted),
        before: async () => sameSkus((await readLicenses(graph, known(user.id))).direct, wanted),
        send: (to) => assignLicenses(to.graph, user.id, {}, wanted),
      });
    }
    for (const [index, group] of joined.entries()) {
      await effect({
        key: `join-group-${String(index + 1)}`,
        summary: `Add ${upn} to ${group.displayName}`,
        service: 'graph',
        class: 'repeatable',
        follows: 'create-user',
        after: { group: group.id, member: true },
        atFirst: { group: group.id, member: false },
        before: async () => ({ group: group.id, member: await isMember(graph, group.id, known(user.id)) }),
        send: (to) => addTo(to.graph, group.id, user.id),
      });
    }
    return { id: user.id, userPrincipalName: user.userPrincipalName };
  },
});
