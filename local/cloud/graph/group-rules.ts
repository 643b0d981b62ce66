import { denied } from './errors';
import type { GraphRequest } from './route';

/** Microsoft 365 groups. */
export const isUnified = (group: Readonly<Record<string, unknown>>): boolean =>
  Array.isArray(group['groupTypes']) && group['groupTypes'].includes('Unified');

/** Role-assignable groups need a privileged scope. https://learn.microsoft.com/en-us/graph/api/group-post-members */
export function refuseRoleAssignable({ token }: GraphRequest): void {
  if (!token.scopes.includes('RoleManagement.ReadWrite.Directory')) denied();
}
