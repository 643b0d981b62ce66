import { createHash } from 'node:crypto';
import type { Group, User } from '../graph/objects';
import { ambiguous } from './errors';
import type { Invocation, Row } from './cmdlet';
import type { Mailbox } from './mailboxes';

/** Whatever mail can be sent to. */
export interface Recipient {
  readonly id: string;
  readonly name: string;
  readonly alias: string;
  readonly displayName: string;
  readonly primarySmtpAddress: string;
  readonly type: string;
  readonly typeDetails: string;
  readonly mailbox?: { readonly user: User; readonly settings: Mailbox };
}

export function ofMailbox(user: User, settings: Mailbox): Recipient {
  return {
    id: user.id,
    // New objects are named by their directory id.
    name: user.id,
    alias: String(user['mailNickname']),
    displayName: user.displayName,
    primarySmtpAddress: user.userPrincipalName,
    type: 'UserMailbox',
    typeDetails: settings.shared ? 'SharedMailbox' : 'UserMailbox',
    mailbox: { user, settings },
  };
}

function ofGroup(group: Group): Recipient {
  const unified = group.groupTypes.includes('Unified');
  return {
    id: group.id,
    name: `${String(group['mailNickname'])}_${group.id.slice(0, 8)}`,
    alias: String(group['mailNickname']),
    displayName: group.displayName,
    primarySmtpAddress: String(group['mail']),
    type: group.securityEnabled && !unified ? 'MailUniversalSecurityGroup' : 'MailUniversalDistributionGroup',
    typeDetails: unified
      ? 'GroupMailbox'
      : group.securityEnabled
        ? 'MailUniversalSecurityGroup'
        : 'MailUniversalDistributionGroup',
  };
}

export function* allMailboxes({ directory, mailboxes }: Invocation): Generator<Recipient> {
  for (const user of directory.users()) {
    const settings = mailboxes.read(user);
    if (settings) yield ofMailbox(user, settings);
  }
}

export function* allRecipients(invocation: Invocation): Generator<Recipient> {
  yield* allMailboxes(invocation);
  for (const group of invocation.directory.groups()) if (group.mailEnabled) yield ofGroup(group);
}

/** The mailbox an identity names; undefined when there is none. */
export function findMailbox(invocation: Invocation, identity: string): Recipient | undefined {
  // By id or user principal name without visiting all: most callers ask so, and tenants are large.
  const user = invocation.directory.changeableUser(identity);
  const settings = user && invocation.mailboxes.read(user);
  return settings ? ofMailbox(user, settings) : only(allMailboxes(invocation), identity);
}

export function findRecipient(invocation: Invocation, identity: string): Recipient | undefined {
  const user = invocation.directory.changeableUser(identity);
  const settings = user && invocation.mailboxes.read(user);
  return settings ? ofMailbox(user, settings) : only(allRecipients(invocation), identity);
}

/** https://learn.microsoft.com/powershell/module/exchangepowershell/get-mailbox#-identity */
function only(recipients: Iterable<Recipient>, identity: string): Recipient | undefined {
  const wanted = identity.toLowerCase();
  const found = [...recipients].filter((recipient) =>
    [
      recipient.id,
      guidOf(recipient, 'object'),
      guidOf(recipient, 'mailbox'),
      recipient.name,
      recipient.alias,
      recipient.displayName,
      recipient.primarySmtpAddress,
    ].some((key) => key.toLowerCase() === wanted),
  );
  return found.length > 1 ? ambiguous(identity) : found[0];
}

/** Exchange's own ids of an object, the same in every start. */
export function guidOf({ id }: Pick<Recipient, 'id'>, of: 'object' | 'mailbox'): string {
  const hex = createHash('sha256').update(`${of}:${id}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The properties every recipient shows. */
export function recipientRow(recipient: Recipient): Row {
  return {
    Alias: recipient.alias,
    DisplayName: recipient.displayName,
    EmailAddresses: [`SMTP:${recipient.primarySmtpAddress}`],
    ExternalDirectoryObjectId: recipient.id,
    Guid: guidOf(recipient, 'object'),
    Id: recipient.name,
    Identity: recipient.name,
    Name: recipient.name,
    PrimarySmtpAddress: recipient.primarySmtpAddress,
    RecipientType: recipient.type,
    RecipientTypeDetails: recipient.typeDetails,
  };
}
