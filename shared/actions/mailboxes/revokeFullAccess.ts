import { z } from 'zod';
import { defineAction } from '../action';
import * as fields from './fields';
import { setFullAccess } from './full-access';

export const revokeFullAccess = defineAction({
  name: 'mailboxes.revokeFullAccess',
  title: 'Revoke full access',
  summary: 'Ends the full access of somebody to a mailbox.',
  kind: 'update',
  target: 'customer',
  connections: ['graph', 'exchange'],
  permissions: { graph: ['User.Read.All'], exchange: ['Exchange.Manage'] },
  gdapRoles: ['Exchange Administrator', 'Directory Readers'],
  input: z.strictObject({ mailbox: fields.mailbox, user: fields.grantee }),
  output: fields.mailboxOutput,
  secrets: [],
  undo: 'mailboxes.grantFullAccess',
  subject: ({ mailbox, user }) => JSON.stringify([mailbox, user]).toLowerCase(),
  example: { mailbox: 'info@contoso.onmicrosoft.com', user: 'sam@contoso.onmicrosoft.com' },

  run: (input, context) => setFullAccess(context, { ...input, fullAccess: false }),
});
