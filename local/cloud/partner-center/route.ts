import type { RoleName } from '../entra/roles';
import type { Route } from '../router';
import type { Answer, Call } from '../wire';
import type { World } from '../world';
import { refuse } from './errors';
import type { PartnerCenter } from './model';
import type { Customer } from './objects';

/** Who calls, as the checked token says. */
export interface PartnerToken {
  readonly tenantId: string;
  readonly userId: string;
  readonly kind: 'user' | 'app';
  readonly mfa: boolean;
  readonly scopes: readonly string[];
}

/** A call that is allowed, with all a route needs to answer it. */
export interface PartnerRequest {
  readonly call: Call;
  readonly params: Readonly<Record<string, string>>;
  readonly token: PartnerToken;
  readonly world: World;
  readonly partnerCenter: PartnerCenter;
}

/** Calls of one family share a limit. https://learn.microsoft.com/en-us/partner-center/developer/api-throttling-guidance */
export type Family = 'customers' | 'carts' | 'checkout' | 'orders' | 'subscriptions';

export interface PartnerRoute extends Route {
  /** Whether an app may call for itself, or only for a user. */
  readonly auth: 'app, app+user' | 'app+user only';
  /** Any of these roles in the customer's tenant, by GDAP. */
  readonly gdapRoles?: readonly RoleName[];
  readonly family?: Family;
  /** The body begins with a byte-order mark. */
  readonly mark?: true;
  /** The ids come back twice in one header. */
  readonly doubledIds?: true;
  readonly handle: (request: PartnerRequest) => Answer | Promise<Answer>;
}

/** The customer in the address. */
export function customerOf({ params, partnerCenter }: PartnerRequest): Customer {
  return partnerCenter.customer(params['customer-id'] ?? '') ?? refuse(60003);
}

/** The customer in the address, for what is bought and sold. */
export function buyerOf({ params, partnerCenter, token }: PartnerRequest): Customer {
  const id = params['customer-id'] ?? '';
  return partnerCenter.customer(id) ?? refuse(20002, token.tenantId, id);
}

/** Writes one change into the effect log. */
export function record(
  request: PartnerRequest,
  tenant: string,
  kind: string,
  identity: string,
  objectId?: string,
): void {
  request.world.effects.record(request.call, {
    tenant,
    service: 'partnerCenter',
    kind,
    identity,
    ...(objectId === undefined ? {} : { objectId }),
  });
}
