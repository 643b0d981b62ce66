import type { AnyAction } from './action';
import { linkCustomer } from './customers/link';
import { listCustomers } from './customers/list';
import { addMember } from './groups/addMember';
import { removeMember } from './groups/removeMember';
import { assign } from './licenses/assign';
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
  createUser,
  deleteUser,
  restoreUser,
  updateUser,
];

const byName = new Map(catalogue.map((action) => [action.name, action]));

export function findAction(name: string): AnyAction | undefined {
  return byName.get(name);
}
