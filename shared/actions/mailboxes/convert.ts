import { change, readMailbox, type MailboxContext } from './change';
import { findMailbox, ruledOut, type FoundRecipient, type Readers } from './find';
import { whenReady } from './when-ready';

const kinds = { user: 'UserMailbox', shared: 'SharedMailbox' } as const;
const cmdletTypes = { user: 'Regular', shared: 'Shared' } as const;
const opposite = { user: 'mailboxes.convertToShared', shared: 'mailboxes.convertToUser' } as const;

/** Makes a mailbox one of a user or a shared one. */
export async function convert(context: MailboxContext, key: string, type: keyof typeof kinds): Promise<FoundRecipient> {
  const mailbox = await context.once('mailbox', () => findConvertible(context, key));
  await whenReady(context, 'mailbox', mailbox);
  await context.effect({
    key: 'convert-mailbox',
    summary: `Make ${mailbox.address} a ${type} mailbox`,
    service: 'exchange',
    class: 'repeatable',
    after: { kind: kinds[type] },
    before: async () => {
      const fresh = { RecipientTypeDetails: kinds.user };
      const [present = fresh] = await readMailbox<{ readonly RecipientTypeDetails: string }>(
        context,
        'Get-Mailbox',
        { mailbox, recipient: null, parameters: {}, select: ['RecipientTypeDetails'] },
        [fresh],
      );
      return { kind: present.RecipientTypeDetails };
    },
    send: (to) =>
      change(context, to.exchange, 'Set-Mailbox', {
        mailbox,
        recipient: null,
        parameters: { Type: cmdletTypes[type] },
      }),
    undo: () => ({ action: opposite[type], input: { mailbox: mailbox.id } }),
  });
  return mailbox;
}

/** Rooms, equipment and system mailboxes are not turned into something else. */
async function findConvertible(readers: Readers, key: string): Promise<FoundRecipient> {
  const mailbox = await findMailbox(readers, key);
  if (mailbox.kind !== kinds.user && mailbox.kind !== kinds.shared)
    throw ruledOut('MAILBOX_NOT_SUPPORTED', `${mailbox.address} is a ${mailbox.kind}.`);
  return mailbox;
}
