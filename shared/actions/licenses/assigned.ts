import type { GraphReader } from '../../connections/types';
import { readUser, type FoundUser } from '../users/find-user';

/** By SKU id: a license assigned to the user directly, or null where there is none. */
export type Licenses = Readonly<Record<string, { readonly disabledPlans: readonly string[] } | null>>;

export interface LicensedUser {
  readonly user: FoundUser;
  readonly usageLocation: string | null;
  readonly direct: Licenses;
  /** SKU ids that come from a group: they cannot be taken from the user alone. */
  readonly inherited: readonly string[];
}

interface Answer {
  readonly id: string;
  readonly userPrincipalName: string;
  readonly usageLocation: string | null;
  /** https://learn.microsoft.com/graph/api/resources/licenseassignmentstate */
  readonly licenseAssignmentStates: readonly {
    readonly skuId: string;
    readonly disabledPlans: readonly string[];
    readonly assignedByGroup: string | null;
  }[];
}

const fields = 'id,userPrincipalName,usageLocation,licenseAssignmentStates';

/** The licenses of a user, by id or name. */
export async function readLicenses(graph: GraphReader, key: string): Promise<LicensedUser> {
  const answer = await readUser<Answer>(graph, key, fields);
  const { id, userPrincipalName, usageLocation, licenseAssignmentStates: states } = answer;
  const direct = states.filter(({ assignedByGroup }) => assignedByGroup === null);
  return {
    user: { id, userPrincipalName },
    usageLocation,
    direct: Object.fromEntries(
      direct.map(({ skuId, disabledPlans }) => [skuId, { disabledPlans: [...disabledPlans].sort() }]),
    ),
    inherited: states.filter((state) => !direct.includes(state)).map(({ skuId }) => skuId),
  };
}

/** What `direct` says of the products in `wanted`. */
export function sameSkus(direct: Licenses, wanted: Licenses): Licenses {
  return Object.fromEntries(Object.keys(wanted).map((skuId) => [skuId, direct[skuId] ?? null]));
}

/** The body that leads from one state to the other. Graph refuses to remove what is not there. */
export function assignLicenseBody(before: Licenses, after: Licenses): object {
  return {
    addLicenses: Object.entries(after).flatMap(([skuId, license]) => (license ? [{ skuId, ...license }] : [])),
    removeLicenses: Object.entries(after).flatMap(([skuId, license]) => (!license && before[skuId] ? [skuId] : [])),
  };
}
