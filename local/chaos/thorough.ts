import { findAction } from '../../shared/actions/catalogue';
import type { AnyAction } from '../../shared/actions/action';

/** One action of each kind of effect and service: those that are tried at every call to storage as well. */
const names = [
  'customers.create',
  'licenses.assign',
  'mailboxes.setForwarding',
  'subscriptions.create',
  'system.pause',
  'users.create',
  'users.delete',
];

export function thorough(): [string, AnyAction][] {
  return names.map((name) => {
    const action = findAction(name);
    if (!action) throw new Error(`There is no action ${name}.`);
    return [name, action];
  });
}
