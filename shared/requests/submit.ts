import type { AnyAction } from '../actions/action';
import { InputError, StewardError } from '../errors';
import type { JsonObject } from '../json';
import { accept } from './accept';
import { createFingerprint, reserveKey } from './idempotency';
import { newRequestId } from './ids';
import type { Caller, IdempotencyKey, Order, RequestRecord, Requests } from './records';
import type { Services } from './services';
import { undoLifeMs } from './undo';

interface Target {
  readonly customerId: string | null;
  readonly tenantId: string;
}

export function createSubmit(services: Services): Requests['submit'] {
  const fingerprint = createFingerprint(services.vault);

  return async (caller, order, key) => {
    const action = services.findAction(order.action);
    if (!action) throw new StewardError('ACTION_UNKNOWN', `There is no action ${order.action}.`);
    const target = await targetOf(services, action, order, caller);
    const input = checkInput(action, order.input);
    const reserved = await reserve(services, caller, key, fingerprint);
    if (reserved.is === 'replay') return { id: reserved.id };
    const record = recordOf(reserved.id, caller, order, action, target);
    await accept(services, { record, action, inputs: [input] });
    return { id: record.id, record };
  };
}

async function reserve(
  services: Services,
  caller: Caller,
  key: IdempotencyKey | undefined,
  fingerprint: (body: Uint8Array) => Promise<string>,
) {
  const id = newRequestId();
  if (!key) return { is: 'ours', id } as const;
  const [tables, print] = await Promise.all([services.ledger(), fingerprint(key.body)]);
  return reserveKey(tables, caller, key, print, id);
}

/** In whose tenant it acts, if the caller may. A customer the caller may not know of is an unknown one. */
async function targetOf(services: Services, action: AnyAction, order: Order, caller: Caller): Promise<Target> {
  const target = await findTarget(services, action, order.customer);
  const { customerId } = target ?? { customerId: unknownCustomer };
  const decision = await services.grants.decide(caller, { action, customerId, mode: order.mode });
  if (!target || (!decision.visible && customerId !== null)) {
    throw new StewardError('CUSTOMER_UNKNOWN', `There is no customer ${order.customer ?? ''}.`, pointer('/customer'));
  }
  if (!decision.allowed) throw new StewardError('NOT_GRANTED', decision.reason);
  const { tenantId } = target;
  if (tenantId === null) {
    throw new StewardError('CUSTOMER_WITHOUT_TENANT', 'The customer has no tenant yet.', pointer('/customer'));
  }
  return { customerId, tenantId };
}

/** Stands for a customer that is not on record, so that both take the same way. */
const unknownCustomer = '-';

async function findTarget(
  services: Services,
  action: AnyAction,
  customer: string | undefined,
): Promise<{ readonly customerId: string | null; readonly tenantId: string | null } | undefined> {
  if (action.target === 'partner') {
    if (customer === undefined) return { customerId: null, tenantId: services.partnerTenantId };
    throw new InputError('CUSTOMER_NOT_ALLOWED', `${action.name} acts on the partner itself.`, pointer('/customer'));
  }
  if (customer === undefined) {
    throw new InputError('CUSTOMER_REQUIRED', `${action.name} needs a customer.`, pointer('/customer'));
  }
  return services.customers.find(customer);
}

function pointer(at: string) {
  return { errors: [{ pointer: at, detail: 'See `detail`.' }] };
}

/** The input as the action's schema gives it, with defaults; faults name their place in the body. */
function checkInput(action: AnyAction, input: unknown): JsonObject {
  const parsed = action.input.safeParse(input);
  if (parsed.success) return parsed.data as JsonObject;
  const errors = parsed.error.issues.flatMap((issue) => {
    const at = (path: readonly PropertyKey[]) => ['/input', ...path.map(escapePointer)].join('/');
    if (issue.code !== 'unrecognized_keys') return [{ pointer: at(issue.path), detail: issue.message }];
    return issue.keys.map((key) => ({ pointer: at([...issue.path, key]), detail: 'This property is not known.' }));
  });
  throw new InputError('INPUT_INVALID', 'The input is not valid.', { errors });
}

/** https://www.rfc-editor.org/rfc/rfc6901#section-3 */
function escapePointer(part: PropertyKey): string {
  return String(part).replaceAll('~', '~0').replaceAll('/', '~1');
}

function recordOf(id: string, caller: Caller, order: Order, action: AnyAction, target: Target): RequestRecord {
  const now = Date.now();
  return {
    id,
    action: action.name,
    ...target,
    mode: order.mode,
    caller,
    createdAt: new Date(now).toISOString(),
    total: 1,
    chunks: 1,
    plan: order.plan ?? null,
    onFailure: order.onFailure,
    // A plan generates nothing; but a supplied password is sealed all the same.
    keyed: action.secrets.length > 0,
    parent: null,
    undoes: null,
    force: false,
    undoUntil: new Date(now + undoLifeMs).toISOString(),
  };
}
