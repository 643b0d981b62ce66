import type { AnyAction } from '../actions/action';
import { StewardError } from '../errors';
import type { CustomerRecord } from '../connections/types';
import type { Caller, Mode } from './records';
import type { Services } from './services';

export interface Target {
  /** Null: the partner itself. */
  readonly customerId: string | null;
  readonly tenantId: string;
}

/** Stands for a customer that is not on record, so that both take the same way. */
const unknownCustomer = '-';

/** In whose tenant an order acts, if the caller may. A customer the caller may not know of is an unknown one. */
export async function targetOf(
  services: Services,
  caller: Caller,
  action: AnyAction,
  mode: Mode,
  customer: string | undefined,
): Promise<Target> {
  const target = await find(services, action, customer);
  const customerId = target ? target.customerId : unknownCustomer;
  const decision = await services.grants.decide(caller, { action, customerId, mode });
  if (!target || (!decision.visible && customerId !== null)) {
    throw new StewardError('CUSTOMER_UNKNOWN', `There is no customer ${customer ?? ''}.`);
  }
  if (!decision.allowed) throw new StewardError('NOT_GRANTED', decision.reason);
  if (target.tenantId === null) throw new StewardError('CUSTOMER_WITHOUT_TENANT', 'The customer has no tenant yet.');
  return { customerId, tenantId: target.tenantId };
}

async function find(
  services: Services,
  action: AnyAction,
  customer: string | undefined,
): Promise<(Pick<CustomerRecord, 'tenantId'> & { readonly customerId: string | null }) | undefined> {
  if (action.target === 'partner') {
    if (customer === undefined) return { customerId: null, tenantId: services.partnerTenantId };
    throw new StewardError('CUSTOMER_NOT_ALLOWED', `${action.name} acts on the partner itself.`);
  }
  if (customer === undefined) throw new StewardError('CUSTOMER_REQUIRED', `${action.name} needs a customer.`);
  return services.customers.find(customer);
}
