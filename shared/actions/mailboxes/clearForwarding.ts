import { z } from 'zod';
import { defineAction } from '../action';
import * as fields from './fields';
import { findMailbox } from './find';
import { forward, noForwarding } from './forwarding';
import { whenReady } from './when-ready';

export const clearForwarding = defineAction({
  name: 'mailboxes.clearForwarding',
  title: 'Clear forwarding',
  summary: 'Ends the forwarding of a mailbox.',
  kind: 'update',
  target: 'customer',
  connections: ['graph', 'exchange'],
  permissions: { graph: ['User.Read.All'], exchange: ['Exchange.Manage'] },
  gdapRoles: ['Exchange Administrator', 'Directory Readers'],
  input: z.strictObject({ mailbox: fields.mailbox }),
  output: fields.mailboxOutput,
  secrets: [],
  undo: 'mailboxes.setForwarding',
  subject: ({ mailbox }) => mailbox.toLowerCase(),
  example: { mailbox: 'info@contoso.onmicrosoft.com' },

  async run(input, context) {
    const mailbox = await context.once('mailbox', () => findMailbox(context, input.mailbox));
    await whenReady(context, 'mailbox', mailbox);
    await forward(context, {
      mailbox,
      summary: `End the forwarding of ${mailbox.address}`,
      after: noForwarding,
      recipient: null,
    });
    return { id: mailbox.id, address: mailbox.address };
  },
});
