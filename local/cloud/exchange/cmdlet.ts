import type { RoleName } from '../entra/roles';
import type { GraphToken } from '../graph/route';
import type { Directory } from '../graph/directory';
import type { Tenant } from '../tenants';
import type { Call } from '../wire';
import type { World } from '../world';
import type { Mailboxes } from './mailboxes';

/** A cmdlet's call that is allowed, with all it needs. */
export interface Invocation {
  readonly call: Call;
  readonly token: GraphToken;
  readonly tenant: Tenant;
  readonly world: World;
  readonly directory: Directory;
  readonly mailboxes: Mailboxes;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Tells the caller something that is no error. */
  readonly warn: (text: string) => void;
}

export type Row = Readonly<Record<string, unknown>>;

export interface Cmdlet {
  readonly name: string;
  /** Parameters the local cloud knows. */
  readonly parameters: readonly string[];
  /** Any of these roles suffices. */
  readonly roles: readonly RoleName[];
  /** Its endpoint in the Exchange Online Admin API, where it has one. */
  readonly endpoint?: string;
  readonly run: (invocation: Invocation) => readonly Row[];
}

/** https://learn.microsoft.com/exchange/permissions-exo/permissions-exo: who may look, and who may change. */
export const viewers: readonly RoleName[] = ['Exchange Administrator', 'Global Administrator', 'Global Reader'];
export const administrators: readonly RoleName[] = ['Exchange Administrator', 'Global Administrator'];

/** A text parameter; undefined when it is not given. */
export function textOf({ parameters }: Invocation, name: string): string | undefined {
  const value = parameters[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
