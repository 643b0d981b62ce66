import type { AnyAction } from './action';
import { checkDomain } from './customers/checkDomain';
import { confirmAgreement } from './customers/confirmAgreement';
import { createCustomer } from './customers/create';
import { linkCustomer } from './customers/link';
import { listCustomers } from './customers/list';
import { validateAddress } from './customers/validateAddress';
import { addMember } from './groups/addMember';
import { removeMember } from './groups/removeMember';
import { assign } from './licenses/assign';
import { clearForwarding } from './mailboxes/clearForwarding';
import { convertToShared } from './mailboxes/convertToShared';
import { convertToUser } from './mailboxes/convertToUser';
import { grantFullAccess } from './mailboxes/grantFullAccess';
import { revokeFullAccess } from './mailboxes/revokeFullAccess';
import { setForwarding } from './mailboxes/setForwarding';
import { listOffers } from './offers/list';
import { cancelSubscription } from './subscriptions/cancel';
import { createSubscription } from './subscriptions/create';
import { listSubscriptions } from './subscriptions/list';
import { setQuantity } from './subscriptions/setQuantity';
import { pauseSystem } from './system/pause';
import { resumeSystem } from './system/resume';
import { systemStatus } from './system/status';
import { createUser } from './users/create';
import { deleteUser } from './users/delete';
import { restoreUser } from './users/restore';
import { updateUser } from './users/update';

/** Every action there is. What can be derived from it is derived. */
export const catalogue: readonly AnyAction[] = [
  checkDomain,
  confirmAgreement,
  createCustomer,
  linkCustomer,
  listCustomers,
  validateAddress,
  addMember,
  removeMember,
  assign,
  clearForwarding,
  convertToShared,
  convertToUser,
  grantFullAccess,
  revokeFullAccess,
  setForwarding,
  listOffers,
  cancelSubscription,
  createSubscription,
  listSubscriptions,
  setQuantity,
  pauseSystem,
  resumeSystem,
  systemStatus,
  createUser,
  deleteUser,
  restoreUser,
  updateUser,
];

const byName = new Map(catalogue.map((action) => [action.name, action]));

export function findAction(name: string): AnyAction | undefined {
  return byName.get(name);
}
