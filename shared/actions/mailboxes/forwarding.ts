import type { JsonObject } from '../../json';
import type { UndoStep } from '../action';
import { change, readMailbox, type MailboxContext } from './change';
import { findRecipient, type FoundRecipient } from './find';

/** Where a mailbox forwards to. With both set Exchange uses the recipient. */
export interface Forwarding extends JsonObject {
  /** Id of a recipient of the tenant. */
  readonly recipient: string | null;
  /** Any address, in small letters. */
  readonly address: string | null;
  readonly keepCopy: boolean;
}

export const noForwarding: Forwarding = { recipient: null, address: null, keepCopy: false };

interface Row {
  readonly ForwardingAddress: string | null;
  readonly ForwardingSmtpAddress: string | null;
  readonly DeliverToMailboxAndForward: boolean;
}

const ofNew: Row = { ForwardingAddress: null, ForwardingSmtpAddress: null, DeliverToMailboxAndForward: false };

async function readForwarding(context: MailboxContext, mailbox: FoundRecipient): Promise<Forwarding> {
  const [row = ofNew] = await readMailbox(context, 'Get-Mailbox', { mailbox, recipient: null, parameters: {} }, [
    ofNew,
  ]);
  const name = row.ForwardingAddress || null;
  const address = row.ForwardingSmtpAddress?.replace(/^smtp:/i, '').toLowerCase() || null;
  // Without a target it says nothing.
  if (name === null && address === null) return noForwarding;
  const recipient = name === null ? null : ((await findRecipient(context, name))?.id ?? name);
  return { recipient, address, keepCopy: row.DeliverToMailboxAndForward };
}

interface Order {
  readonly mailbox: FoundRecipient;
  readonly summary: string;
  readonly after: Forwarding;
  /** What `after.recipient` is to Exchange. */
  readonly recipient: FoundRecipient | null;
}

/** Sets all there is about forwarding at once, so that nothing of an earlier setting is left. */
export async function forward(context: MailboxContext, { mailbox, summary, after, recipient }: Order): Promise<void> {
  await context.effect({
    key: 'set-forwarding',
    summary,
    service: 'exchange',
    class: 'repeatable',
    after,
    before: () => readForwarding(context, mailbox),
    send: (to) =>
      change(context, to.exchange, 'Set-Mailbox', {
        mailbox,
        recipient,
        parameters: {
          ForwardingAddress: recipient?.identity ?? null,
          ForwardingSmtpAddress: after.address,
          DeliverToMailboxAndForward: after.keepCopy,
        },
      }),
    undo: (before) => undoStep(mailbox, before as Forwarding),
  });
}

function undoStep({ id }: FoundRecipient, { recipient, address, keepCopy }: Forwarding): UndoStep {
  const forwardTo = recipient ?? address;
  if (forwardTo === null) return { action: 'mailboxes.clearForwarding', input: { mailbox: id } };
  return { action: 'mailboxes.setForwarding', input: { mailbox: id, forwardTo, keepCopy } };
}
