import type { JsonObject } from '../../../shared/json';
import type { Random } from '../random';
import type { CustomerName, Town } from './town';

/** An entry that the effect log must have when the row is done. */
export interface Wanted {
  /** Left out: a tenant that did not exist before. */
  readonly tenant?: string;
  readonly kind: string;
  /** Left out: it is not known beforehand. */
  readonly identity?: string;
}

export interface JobRow {
  readonly customer?: CustomerName;
  readonly input: JsonObject;
  readonly wanted: readonly Wanted[];
  /** Entries that change nothing by themselves, and may come more than once. */
  readonly harmless?: readonly string[];
  /** Whose password is set, and to what where that was given. */
  readonly password?: { readonly tenant: string; readonly upn: string; readonly given?: string };
  /** The customer id that must be on record in the end, and the tenant it must have. */
  readonly recorded?: { readonly customerId: string; readonly tenantId?: string };
  /** A user property that somebody else may set meanwhile. */
  readonly meddle?: { readonly tenant: string; readonly upn: string };
}

/** What is submitted in one go. */
export interface Job {
  readonly action: string;
  readonly bulk: boolean;
  readonly rows: readonly JobRow[];
}

/** Makes a row of one action. */
export type RowMaker = (town: Town, random: Random, customer: CustomerName) => JobRow;
