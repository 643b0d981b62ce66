import { z } from 'zod';
import { path } from '../../connections/http/path';
import type { JsonObject } from '../../json';
import { defineAction } from '../action';
import { userKey } from '../fields';
import * as fields from './fields';
import { findCloudUser, findUser, readUser } from './find-user';

const clearable = <T extends z.ZodType>(field: T) =>
  field
    .nullable()
    .exactOptional()
    .describe(`${field.description ?? ''}; null clears it`);

export const updateUser = defineAction({
  name: 'users.update',
  title: 'Update user',
  summary: 'Sets properties of a user; those not named stay as they are.',
  kind: 'update',
  target: 'customer',
  connections: ['graph'],
  permissions: { graph: ['User.ReadWrite.All'] },
  gdapRoles: ['User Administrator'],
  input: z
    .strictObject({
      user: userKey,
      userPrincipalName: fields.userPrincipalName.exactOptional(),
      displayName: fields.displayName.exactOptional(),
      mailNickname: fields.mailNickname.exactOptional(),
      accountEnabled: z.boolean().exactOptional().describe('Whether the user may sign in'),
      usageLocation: clearable(fields.usageLocation),
      givenName: clearable(fields.givenName),
      surname: clearable(fields.surname),
      jobTitle: clearable(fields.jobTitle),
      department: clearable(fields.department),
      officeLocation: clearable(fields.officeLocation),
      mobilePhone: clearable(fields.mobilePhone),
    })
    .refine((input) => Object.keys(input).length > 1, 'Name at least one property to set.'),
  output: z.strictObject({ id: z.string(), userPrincipalName: z.string() }),
  secrets: [],
  undo: 'users.update',
  subject: ({ user }) => user.toLowerCase(),
  example: {
    user: 'mel@contoso.onmicrosoft.com',
    displayName: 'Mel Sample',
    mailNickname: 'mel.sample',
    accountEnabled: false,
    usageLocation: 'DE',
    givenName: 'Melanie',
    surname: 'Sample',
    jobTitle: 'Head of Sales',
    department: 'Sales',
    officeLocation: null,
    mobilePhone: '+41 79 000 00 01',
  },

  async run(input, { graph, once, effect }) {
    const { user: key, ...changes } = input;
    const names = Object.keys(changes);
    // Where a synchronised user works is the one thing here that is mastered in the cloud.
    const find = names.every((name) => name === 'usageLocation') ? findUser : findCloudUser;
    const user = await once('user', () => find(graph, key));
    await effect({
      key: 'update-user',
      summary: `Set ${names.join(', ')} of ${user.userPrincipalName}`,
      service: 'graph',
      class: 'repeatable',
      after: changes,
      before: async () => {
        const present = await readUser<JsonObject>(graph, user.id, names.join(','));
        return Object.fromEntries(names.map((name) => [name, present[name] ?? null]));
      },
      send: (to) => to.graph.patch(path`/users/${user.id}`, changes),
      undo: (before) => ({ action: 'users.update', input: { user: user.id, ...(before as JsonObject) } }),
    });
    return { id: user.id, userPrincipalName: input.userPrincipalName ?? user.userPrincipalName };
  },
});
