import { isDeepStrictEqual } from 'node:util';
import type { User } from '../graph/objects';
import { administrators, type Cmdlet, type Invocation, type Row, textOf, viewers } from './cmdlet';
import { badValue, notFound, referenceNotFound } from './errors';
import { hasExchangePlan, type Mailbox } from './mailboxes';
import { allMailboxes, findMailbox, findRecipient, guidOf, type Recipient, recipientRow } from './recipients';

export const mailboxCmdlets: readonly Cmdlet[] = [
  {
    name: 'Get-Mailbox',
    parameters: ['Identity', 'ResultSize'],
    roles: viewers,
    endpoint: 'Mailbox',
    run: (invocation) => {
      const identity = textOf(invocation, 'Identity');
      const found =
        identity === undefined
          ? [...allMailboxes(invocation)]
          : [findMailbox(invocation, identity) ?? notFound(identity)];
      return found.map((recipient) => mailboxRow(invocation, recipient));
    },
  },
  {
    name: 'Set-Mailbox',
    parameters: [
      'Identity',
      'Type',
      'ForwardingAddress',
      'ForwardingSmtpAddress',
      'DeliverToMailboxAndForward',
      'Confirm',
    ],
    roles: administrators,
    run: setMailbox,
  },
];

export interface ChosenMailbox {
  readonly user: User;
  readonly mailbox: Mailbox;
}

/** The mailbox a cmdlet is to change, in its present state. A replica must know it already. */
export function chosen(invocation: Invocation): ChosenMailbox {
  const identity = textOf(invocation, 'Identity') ?? '';
  const user = findMailbox(invocation, identity)?.mailbox?.user;
  const mailbox = user && invocation.mailboxes.current(user);
  return mailbox ? { user, mailbox } : notFound(identity);
}

/** Writes one change into the effect log. */
export function record({ world, call, tenant }: Invocation, kind: string, user: User): void {
  const { userPrincipalName: identity, id: objectId } = user;
  world.effects.record(call, { tenant: tenant.id, service: 'exchange', kind, identity, objectId });
}

function setMailbox(invocation: Invocation): Row[] {
  const { user, mailbox: before } = chosen(invocation);
  const { parameters, mailboxes, warn } = invocation;
  const after = {
    ...before,
    ...('Type' in parameters ? typed(user, parameters['Type']) : {}),
    ...('ForwardingAddress' in parameters ? { forwardingAddress: recipientId(invocation) } : {}),
    ...('ForwardingSmtpAddress' in parameters
      ? { forwardingSmtpAddress: smtpAddress(parameters['ForwardingSmtpAddress']) }
      : {}),
    ...('DeliverToMailboxAndForward' in parameters
      ? { deliverToMailboxAndForward: flag(parameters['DeliverToMailboxAndForward']) }
      : {}),
  };
  // Setting the type it has does not lengthen the time it is kept.
  if (isDeepStrictEqual({ ...before, keptUntil: 0 }, { ...after, keptUntil: 0 })) {
    warn(`The command completed successfully but no settings of '${user.id}' have been modified.`);
    return [];
  }
  mailboxes.save(user, after);
  record(invocation, 'mailbox.set', user);
  return [];
}

const thirtyDaysMs = 30 * 86_400_000;

function typed(user: User, type: unknown): Partial<Mailbox> {
  const name = typeof type === 'string' ? type.toLowerCase() : '';
  if (name === 'shared') return { shared: true };
  if (name !== 'regular')
    return badValue('Type', type, 'Microsoft.Exchange.Management.RecipientTasks.ConvertibleMailboxSubType');
  // Without a license it goes on for 30 days.
  return { shared: false, ...(hasExchangePlan(user) ? {} : { keptUntil: Date.now() + thirtyDaysMs }) };
}

function recipientId(invocation: Invocation): string | null {
  const name = textOf(invocation, 'ForwardingAddress');
  if (name === undefined) return null;
  return (findRecipient(invocation, name) ?? referenceNotFound(name)).id;
}

function smtpAddress(value: unknown): string | null {
  if (value === null || value === '') return null;
  const text = typeof value === 'string' ? value.replace(/^smtp:/i, '') : '';
  if (!/^[^\s@"]+@[^\s@.]+(?:\.[^\s@.]+)+$/.test(text))
    badValue('ForwardingSmtpAddress', value, 'Microsoft.Exchange.Data.ProxyAddress');
  return `smtp:${text}`;
}

function flag(value: unknown): boolean {
  return typeof value === 'boolean' ? value : badValue('DeliverToMailboxAndForward', value, 'System.Boolean');
}

function mailboxRow(invocation: Invocation, recipient: Recipient): Row {
  const { mailbox } = recipient;
  if (!mailbox) return recipientRow(recipient);
  const { user, settings } = mailbox;
  const forward = settings.forwardingAddress;
  return {
    ...recipientRow(recipient),
    AccountDisabled: user['accountEnabled'] === false,
    DeliverToMailboxAndForward: settings.deliverToMailboxAndForward,
    ExchangeGuid: guidOf(recipient, 'mailbox'),
    // Shown by its name, as all references are.
    ForwardingAddress: forward === null ? null : (findRecipient(invocation, forward)?.name ?? null),
    ForwardingSmtpAddress: settings.forwardingSmtpAddress,
    IsDirSynced: user.onPremisesSyncEnabled ?? false,
    IsMailboxEnabled: true,
    IsShared: settings.shared,
    SKUAssigned: hasExchangePlan(user),
    UserPrincipalName: user.userPrincipalName,
  };
}
