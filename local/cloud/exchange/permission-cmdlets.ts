import type { User } from '../graph/objects';
import { administrators, type Cmdlet, type Invocation, type Row, textOf, viewers } from './cmdlet';
import { badValue, trusteeNotFound } from './errors';
import { chosen, record } from './mailbox-cmdlets';
import { findRecipient, type Recipient } from './recipients';

export const permissionCmdlets: readonly Cmdlet[] = [
  { name: 'Get-MailboxPermission', parameters: ['Identity', 'User', 'ResultSize'], roles: viewers, run: list },
  {
    name: 'Add-MailboxPermission',
    parameters: ['Identity', 'User', 'AccessRights', 'AutoMapping', 'InheritanceType', 'Confirm'],
    roles: administrators,
    run: add,
  },
  {
    name: 'Remove-MailboxPermission',
    parameters: ['Identity', 'User', 'AccessRights', 'InheritanceType', 'Confirm'],
    roles: administrators,
    run: remove,
  },
];

function list(invocation: Invocation): Row[] {
  const { user } = chosen(invocation);
  const only = textOf(invocation, 'User') === undefined ? undefined : trustee(invocation);
  const fullAccess = invocation.mailboxes.read(user)?.fullAccess ?? [];
  const self = only ? [] : [entry(user, 'NT AUTHORITY\\SELF', ['FullAccess', 'ReadPermission'])];
  const given = fullAccess
    .filter(({ id }) => only === undefined || id === only.id)
    .flatMap(({ id }) => findRecipient(invocation, id) ?? [])
    .map((recipient) => entry(user, nameOf(recipient), ['FullAccess']));
  return [...self, ...given];
}

function add(invocation: Invocation): Row[] {
  checkRights(invocation);
  const { user, mailbox } = chosen(invocation);
  const recipient = trustee(invocation);
  if (mailbox.fullAccess.some(({ id }) => id === recipient.id)) {
    invocation.warn(
      `The appropriate access control entry is already present on the object "${distinguished(invocation, user)}" for account "${nameOf(recipient)}".`,
    );
  } else {
    const autoMapping = invocation.parameters['AutoMapping'] !== false;
    const fullAccess = [...mailbox.fullAccess, { id: recipient.id, autoMapping }];
    invocation.mailboxes.save(user, { ...mailbox, fullAccess });
    record(invocation, 'mailbox.permission.add', user);
  }
  return [entry(user, nameOf(recipient), ['FullAccess'])];
}

function remove(invocation: Invocation): Row[] {
  checkRights(invocation);
  const { user, mailbox } = chosen(invocation);
  const recipient = trustee(invocation);
  const fullAccess = mailbox.fullAccess.filter(({ id }) => id !== recipient.id);
  if (fullAccess.length === mailbox.fullAccess.length) {
    invocation.warn(
      `Can't remove the access control entry on the object "${distinguished(invocation, user)}" for account "${nameOf(recipient)}" because the ACE doesn't exist on the object.`,
    );
  } else {
    invocation.mailboxes.save(user, { ...mailbox, fullAccess });
    record(invocation, 'mailbox.permission.remove', user);
  }
  return [];
}

/** Who is meant: mailbox users, mail users and security groups, as the cmdlet's page lists them. */
function trustee(invocation: Invocation): Recipient {
  const name = textOf(invocation, 'User') ?? '';
  const found = findRecipient(invocation, name);
  const allowed = found !== undefined && (found.mailbox ?? found.type === 'MailUniversalSecurityGroup') !== false;
  return allowed ? found : trusteeNotFound(name);
}

function checkRights({ parameters }: Invocation): void {
  const { AccessRights: given } = parameters;
  const rights = (Array.isArray(given) ? given : [given]).map(String);
  if (rights.length !== 1 || rights[0]?.toLowerCase() !== 'fullaccess')
    badValue('AccessRights', rights.join(', '), 'Microsoft.Exchange.Management.RecipientTasks.MailboxRights[]');
}

function entry(user: User, trusteeName: string, rights: readonly string[]): Row {
  return {
    AccessRights: rights,
    Deny: false,
    Identity: user.id,
    InheritanceType: 'All',
    IsInherited: false,
    User: trusteeName,
  };
}

const nameOf = ({ mailbox, name }: Recipient): string => mailbox?.user.userPrincipalName ?? name;

const distinguished = ({ tenant }: Invocation, user: User): string =>
  `CN=${user.id},OU=${tenant.name}.onmicrosoft.com,OU=Microsoft Exchange Hosted Organizations,DC=EURPR07A013,DC=PROD,DC=OUTLOOK,DC=COM`;
