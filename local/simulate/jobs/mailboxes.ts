import type { User } from '../../cloud/graph/objects';
import type { JobRow, RowMaker } from './job';
import type { CustomerName, Town } from './town';

function row(town: Town, customer: CustomerName, mailbox: User, kind: string, more: JobRow['input'] = {}): JobRow {
  const { userPrincipalName: identity } = mailbox;
  return {
    customer,
    input: { mailbox: identity, ...more },
    wanted: [{ tenant: town.tenant(customer).id, kind, identity }],
  };
}

/** Rows about mailboxes. */
export const mailboxRows: Readonly<Record<string, RowMaker>> = {
  'mailboxes.convertToShared': (town, _random, customer) =>
    row(town, customer, town.mailbox(customer, {}), 'mailbox.set'),
  'mailboxes.convertToUser': (town, _random, customer) =>
    row(town, customer, town.mailbox(customer, { shared: true }), 'mailbox.set'),
  'mailboxes.setForwarding': (town, random, customer) => {
    const forwardTo = random.chance(0.5) ? town.user(customer).userPrincipalName : 'outside@example.com';
    return row(town, customer, town.mailbox(customer, {}), 'mailbox.set', { forwardTo, keepCopy: true });
  },
  'mailboxes.clearForwarding': (town, _random, customer) =>
    row(town, customer, town.mailbox(customer, { forwards: true }), 'mailbox.set'),
  'mailboxes.grantFullAccess': (town, _random, customer) =>
    row(town, customer, town.user(customer), 'mailbox.permission.add', { user: town.user(customer).userPrincipalName }),
  'mailboxes.revokeFullAccess': (town, _random, customer) => {
    const { mailbox, user } = town.opened(customer);
    return row(town, customer, mailbox, 'mailbox.permission.remove', { user: user.userPrincipalName });
  },
};
