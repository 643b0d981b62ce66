import type { AnyAction } from './action';
import { linkCustomer } from './customers/link';
import { listCustomers } from './customers/list';
import { addMember } from './groups/addMember';
import { removeMember } from './groups/removeMember';
import { assign } from './licenses/assign';
import { clearForwarding } from './mailboxes/clearForwarding';
import { convertToShared } from './mailboxes/convertToShared';
import { convertToUser } from './mailboxes/convertToUser';
import { grantFullAccess } from './mailboxes/grantFullAccess';
import { revokeFullAccess } from './mailboxes/revokeFullAccess';
import { setForwarding } from './mailboxes/setForwarding';
import { pauseSystem } from './system/pause';
import { resumeSystem } from './system/resume';
import { systemStatus } from './system/status';
import { createUser } from './users/create';
import { deleteUser } from './users/delete';
import { restoreUser } from './users/restore';
import { updateUser } from './users/update';

/** Every action there is. What can be derived from it is derived. */
export const catalogue: readonly AnyAction[] = [
  linkCustomer,
  listCustomers,
  addMember,
  removeMember,
  assign,
  clearForwarding,
  convertToShared,
  convertToUser,
  grantFullAccess,
  revokeFullAccess,
  setForwarding,
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
