import { z } from 'zod';
import { defineAction } from '../action';
import { convert } from './convert';
import * as fields from './fields';

export const convertToShared = defineAction({
  name: 'mailboxes.convertToShared',
  title: 'Convert to shared mailbox',
  summary: "Makes a user's mailbox a shared one, which needs no license of its own.",
  kind: 'update',
  target: 'customer',
  connections: ['graph', 'exchange'],
  permissions: { graph: ['User.Read.All'], exchange: ['Exchange.Manage'] },
  gdapRoles: ['Exchange Administrator', 'Directory Readers'],
  input: z.strictObject({ mailbox: fields.mailbox }),
  output: fields.mailboxOutput,
  secrets: [],
  undo: 'mailboxes.convertToUser',
  subject: ({ mailbox }) => mailbox.toLowerCase(),
  example: { mailbox: 'info@contoso.onmicrosoft.com' },

  async run(input, context) {
    const { id, address } = await convert(context, input.mailbox, 'shared');
    return { id, address };
  },
});
