import { z } from 'zod';
import { defineAction } from '../action';
import * as fields from './fields';
import { setFullAccess } from './full-access';

export const grantFullAccess = defineAction({
  name: 'mailboxes.grantFullAccess',
  title: 'Grant full access',
  summary: 'Lets somebody open a mailbox and do everything in it but send in its name.',
  kind: 'update',
  target: 'customer',
  connections: ['graph', 'exchange'],
  permissions: { graph: ['User.Read.All'], exchange: ['Exchange.Manage'] },
  gdapRoles: ['Exchange Administrator', 'Directory Readers'],
  input: z.strictObject({
    mailbox: fields.mailbox,
    user: fields.grantee,
    autoMapping: z.boolean().default(true).describe('Outlook opens the mailbox by itself; counts for new access only'),
  }),
  output: fields.mailboxOutput,
  secrets: [],
  undo: 'mailboxes.revokeFullAccess',
  subject: ({ mailbox, user }) => JSON.stringify([mailbox, user]).toLowerCase(),
  example: { mailbox: 'info@contoso.onmicrosoft.com', user: 'sam@contoso.onmicrosoft.com', autoMapping: false },

  run: (input, context) => setFullAccess(context, { ...input, fullAccess: true }),
});
