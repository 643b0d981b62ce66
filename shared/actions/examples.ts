import type { JsonObject } from '../json';

/** What must be there before an action's example can be run in a fresh local cloud. */
export interface Preparation {
  /** Body for the control door's `/control/seed`. */
  readonly seed?: JsonObject;
  /** Other actions, in order. */
  readonly calls?: readonly { readonly action: string; readonly input: JsonObject }[];
}

const mel = 'mel@contoso.onmicrosoft.com';

const mailboxes: JsonObject = {
  users: ['info', 'sam'].map((name) => ({
    tenant: 'contoso',
    userPrincipalName: `${name}@contoso.onmicrosoft.com`,
    usageLocation: 'CH',
    licenses: ['EXCHANGESTANDARD'],
  })),
};
const info = { mailbox: 'info@contoso.onmicrosoft.com' };
const sam = 'sam@contoso.onmicrosoft.com';

const subscription: JsonObject = {
  subscriptions: [
    { tenant: 'contoso', id: '7a1f3c52-0000-4000-8000-000000000001', item: 'CFQ7TTC0LCHC:0002', quantity: 5 },
  ],
};

/** By action; one that is not named here needs nothing. */
export const preparations: Readonly<Record<string, Preparation>> = {
  'customers.link': {
    seed: { tenants: [{ id: '55555555-5555-5555-5555-555555555555', name: 'northwind', displayName: 'Northwind' }] },
  },
  'groups.removeMember': { calls: [{ action: 'groups.addMember', input: { group: 'Sales', user: mel } }] },
  'licenses.assign': {
    calls: [
      {
        action: 'licenses.assign',
        input: { user: mel, add: [{ sku: 'EXCHANGESTANDARD', disabledPlans: ['BPOS_S_TODO_1'] }] },
      },
    ],
  },
  'system.resume': { calls: [{ action: 'system.pause', input: { customer: 'contoso', reason: 'Example' } }] },
  'mailboxes.clearForwarding': {
    seed: mailboxes,
    calls: [{ action: 'mailboxes.setForwarding', input: { ...info, forwardTo: sam } }],
  },
  'mailboxes.convertToShared': { seed: mailboxes },
  'mailboxes.convertToUser': { seed: mailboxes, calls: [{ action: 'mailboxes.convertToShared', input: info }] },
  'mailboxes.grantFullAccess': { seed: mailboxes },
  'mailboxes.revokeFullAccess': {
    seed: mailboxes,
    calls: [{ action: 'mailboxes.grantFullAccess', input: { ...info, user: sam } }],
  },
  'mailboxes.setForwarding': { seed: mailboxes },
  'subscriptions.cancel': { seed: subscription },
  'subscriptions.setQuantity': { seed: subscription },
  'users.restore': { calls: [{ action: 'users.delete', input: { user: mel } }] },
};
