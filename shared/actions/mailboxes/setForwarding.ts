import { z } from 'zod';
import { defineAction } from '../action';
import * as fields from './fields';
import { findMailbox } from './find';
import { findTarget } from './forward-target';
import { forward } from './forwarding';
import { whenReady } from './when-ready';

export const setForwarding = defineAction({
  name: 'mailboxes.setForwarding',
  title: 'Set forwarding',
  summary: 'Forwards the mail of a mailbox to one recipient, with or without keeping a copy.',
  kind: 'update',
  target: 'customer',
  connections: ['graph', 'exchange'],
  permissions: { graph: ['User.Read.All'], exchange: ['Exchange.Manage'] },
  gdapRoles: ['Exchange Administrator', 'Directory Readers'],
  input: z.strictObject({
    mailbox: fields.mailbox,
    forwardTo: fields.forwardTo,
    keepCopy: z.boolean().default(true).describe('Deliver to the mailbox as well'),
  }),
  output: fields.mailboxOutput,
  secrets: [],
  undo: 'mailboxes.clearForwarding',
  subject: ({ mailbox }) => mailbox.toLowerCase(),
  example: { mailbox: 'info@contoso.onmicrosoft.com', forwardTo: 'sam@contoso.onmicrosoft.com', keepCopy: true },

  async run({ mailbox: key, forwardTo, keepCopy }, context) {
    const mailbox = await context.once('mailbox', () => findMailbox(context, key));
    const { recipient, address } = await context.once('forward-to', () => findTarget(context, mailbox, forwardTo));
    await whenReady(context, 'mailbox', mailbox);
    if (recipient) await whenReady(context, 'recipient', recipient);
    // https://learn.microsoft.com/defender-office-365/outbound-spam-policies-external-email-forwarding
    else context.warn('FORWARDING_EXTERNAL', "Mail goes outside only where the tenant's outbound spam policy lets it.");
    await forward(context, {
      mailbox,
      summary: `Forward ${mailbox.address} to ${address}`,
      after: { recipient: recipient?.id ?? null, address: recipient ? null : address, keepCopy },
      recipient,
    });
    return { id: mailbox.id, address: mailbox.address };
  },
});
