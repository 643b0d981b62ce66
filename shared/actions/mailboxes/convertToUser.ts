import { z } from 'zod';
import { defineAction } from '../action';
import { convert } from './convert';
import * as fields from './fields';
import { hasMailboxPlan } from './find';

export const convertToUser = defineAction({
  name: 'mailboxes.convertToUser',
  title: 'Convert to user mailbox',
  summary: "Makes a shared mailbox a user's again; it needs a license within 30 days.",
  kind: 'update',
  target: 'customer',
  connections: ['graph', 'exchange'],
  permissions: { graph: ['User.Read.All'], exchange: ['Exchange.Manage'] },
  gdapRoles: ['Exchange Administrator', 'Directory Readers'],
  input: z.strictObject({ mailbox: fields.mailbox }),
  output: fields.mailboxOutput,
  secrets: [],
  undo: 'mailboxes.convertToShared',
  subject: ({ mailbox }) => mailbox.toLowerCase(),
  example: { mailbox: 'info@contoso.onmicrosoft.com' },

  async run(input, context) {
    const { id, address } = await convert(context, input.mailbox, 'user');
    // https://learn.microsoft.com/microsoft-365/admin/email/convert-user-mailbox-to-shared-mailbox
    if (!(await context.once('licensed', () => hasMailboxPlan(context.graph, id))))
      context.warn('LICENSE_MISSING', `${address} has no license for its mailbox and will be lost after 30 days.`);
    return { id, address };
  },
});
