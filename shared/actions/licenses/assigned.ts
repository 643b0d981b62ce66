import { isNotAssigned } from '../../connections/graph/errors';
import { path } from '../../connections/http/path';
import type { GraphReader, GraphWriter } from '../../connections/types';
import type { Later } from '../../later';
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

/** Leads from one state to the other. */
export async function assignLicenses(
  graph: GraphWriter,
  userId: string | Later<string>,
  before: Licenses,
  after: Licenses,
): Promise<void> {
  const add = Object.entries(after).flatMap(([skuId, license]) => (license ? [{ skuId, ...license }] : []));
  const remove = Object.keys(after).filter((skuId) => after[skuId] === null && before[skuId]);
  const post = (addLicenses: object[], removeLicenses: string[]) =>
    graph.post(path`/users/${userId}/assignLicense`, { addLicenses, removeLicenses });
  try {
    await post(add, remove);
  } catch (error) {
    if (!isNotAssigned(error)) throw error;
    // One is gone already and Graph refuses the whole, so each goes on its own.
    for (const skuId of remove) await unlessGone(post([], [skuId]));
    if (add.length > 0) await post(add, []);
  }
}

async function unlessGone(removal: Promise<unknown>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    if (!isNotAssigned(error)) throw error;
  }
}
