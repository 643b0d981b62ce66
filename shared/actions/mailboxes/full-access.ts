import { change, readMailbox, type MailboxContext } from './change';
import { findMailbox, findRecipient, ruledOut, type FoundRecipient, type Readers } from './find';
import { whenReady } from './when-ready';

interface Order {
  readonly mailbox: string;
  readonly user: string;
  readonly fullAccess: boolean;
  /** Counts only when access is given: Exchange does not tell it of access there is. */
  readonly autoMapping?: boolean;
}

interface Row {
  readonly AccessRights: readonly string[];
  readonly Deny: boolean;
  readonly IsInherited: boolean;
}

/** Gives or takes full access to a mailbox. */
export async function setFullAccess(
  context: MailboxContext,
  { mailbox: mailboxKey, user, fullAccess, autoMapping }: Order,
) {
  const { mailbox, recipient } = await context.once('ids', async () => {
    const [mailbox, recipient] = await Promise.all([findMailbox(context, mailboxKey), findGrantee(context, user)]);
    return { mailbox, recipient };
  });
  await whenReady(context, 'mailbox', mailbox);
  await whenReady(context, 'recipient', recipient);
  const parameters = {
    User: recipient.identity,
    AccessRights: ['FullAccess'],
    ...(fullAccess ? { AutoMapping: autoMapping ?? true } : { Confirm: false }),
  };
  const cmdlet = fullAccess ? 'Add-MailboxPermission' : 'Remove-MailboxPermission';
  await context.effect({
    key: 'full-access',
    summary: fullAccess
      ? `Give ${recipient.address} full access to ${mailbox.address}`
      : `Take full access to ${mailbox.address} from ${recipient.address}`,
    service: 'exchange',
    class: 'repeatable',
    after: { mailbox: mailbox.id, user: recipient.id, fullAccess },
    before: async () => ({
      mailbox: mailbox.id,
      user: recipient.id,
      fullAccess: await hasFullAccess(context, mailbox, recipient),
    }),
    send: (to) => change(context, to.exchange, cmdlet, { mailbox, recipient, parameters }),
    undo: () => ({
      action: fullAccess ? 'mailboxes.revokeFullAccess' : 'mailboxes.grantFullAccess',
      input: { mailbox: mailbox.id, user: recipient.id },
    }),
  });
  return { id: mailbox.id, address: mailbox.address };
}

async function findGrantee(readers: Readers, key: string): Promise<FoundRecipient> {
  const found = await findRecipient(readers, key);
  if (!found) throw ruledOut('RECIPIENT_NOT_FOUND', `There is no recipient ${key} in the tenant.`);
  return found;
}

async function hasFullAccess(
  context: MailboxContext,
  mailbox: FoundRecipient,
  recipient: FoundRecipient,
): Promise<boolean> {
  const about = { mailbox, recipient, parameters: { User: recipient.identity } };
  const rows = await readMailbox<Row>(context, 'Get-MailboxPermission', about, []);
  return rows.some(
    ({ AccessRights, Deny, IsInherited }) => !Deny && !IsInherited && AccessRights.includes('FullAccess'),
  );
}
