/** A license of a user. */
export interface AssignedLicense {
  readonly skuId: string;
  readonly disabledPlans: readonly string[];
}

/** A user as stored: unset properties are absent. */
export interface User {
  readonly id: string;
  readonly userPrincipalName: string;
  readonly displayName: string;
  readonly assignedLicenses: readonly AssignedLicense[];
  readonly onPremisesSyncEnabled?: boolean;
  readonly usageLocation?: string;
  readonly [property: string]: unknown;
}

/** A group as stored. */
export interface Group {
  readonly id: string;
  readonly displayName: string;
  readonly mailEnabled: boolean;
  readonly securityEnabled: boolean;
  readonly groupTypes: readonly string[];
  readonly isAssignableToRole?: boolean;
  readonly onPremisesSyncEnabled?: boolean;
  readonly [property: string]: unknown;
}

export const isUser = (object: User | Group): object is User => 'userPrincipalName' in object;

/** A deleted object, with what restoring brings back. */
export type DeletedItem =
  | {
      readonly kind: 'user';
      readonly object: User;
      readonly deletedDateTime: string;
      readonly memberOf: readonly string[];
    }
  | {
      readonly kind: 'group';
      readonly object: Group;
      readonly deletedDateTime: string;
      readonly members: readonly string[];
    };

/** Cloud objects' security identifiers are their ids in another notation. */
export function securityIdentifier(id: string): string {
  const bytes = Buffer.from(id.replaceAll('-', ''), 'hex');
  // The first three parts of a GUID are little-endian in memory.
  const parts = [
    bytes.readUInt32BE(0),
    ((bytes.readUInt16BE(6) << 16) | bytes.readUInt16BE(4)) >>> 0,
    bytes.readUInt32LE(8),
    bytes.readUInt32LE(12),
  ];
  return `S-1-12-1-${parts.join('-')}`;
}

/** Changed properties over old ones; null clears. */
export function merged<T extends User | Group>(object: T, changes: Readonly<Record<string, unknown>>): T {
  const entries = Object.entries({ ...object, ...changes }).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  return Object.fromEntries(entries) as T;
}
