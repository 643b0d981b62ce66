import type { AnyAction } from '../actions/action';
import { InputError, StewardError } from '../errors';
import { accept } from './accept';
import { checkBulk } from './bulk';
import { findPlan } from './bulk-plan';
import { checkInput, pointerBelow } from './check-input';
import { toChunks } from './chunking';
import { createFingerprint, reserveKey, type Reserved } from './idempotency';
import { newRequestId } from './ids';
import type { ChunkInput } from './ledger/chunk-rows';
import {
  severalCustomers,
  type Caller,
  type IdempotencyKey,
  type Order,
  type RequestRecord,
  type Requests,
} from './records';
import { newRecord } from './new-record';
import { targetOf } from './order-target';
import type { Services } from './services';

export function createSubmit(services: Services): Pick<Requests, 'submit' | 'submitBulk'> {
  const fingerprint = createFingerprint(services.vault);

  async function reserve(caller: Caller, key: IdempotencyKey | undefined): Promise<Reserved> {
    const id = newRequestId();
    if (!key) return { is: 'ours', id };
    const [tables, print] = await Promise.all([services.ledger(), fingerprint(key.body)]);
    return reserveKey(tables, caller, key, print, id);
  }

  async function take(
    caller: Caller,
    order: Omit<Order, 'input'>,
    action: AnyAction,
    chunks: readonly ChunkInput[],
    key: IdempotencyKey | undefined,
    ofBulk: Pick<RequestRecord, 'bulk' | 'planOf'> = {},
  ): ReturnType<Requests['submit']> {
    const reserved = await reserve(caller, key);
    if (reserved.is === 'replay') return { id: reserved.id };
    const record = newRecord(reserved.id, {
      action: action.name,
      ...whose(services, chunks),
      ...ofBulk,
      caller,
      mode: order.mode,
      total: chunks.reduce((sum, { rows }) => sum + rows.length, 0),
      chunks: chunks.length,
      plan: order.plan ?? null,
      onFailure: order.onFailure,
      // A plan generates nothing; but a supplied password is sealed all the same.
      keyed: action.secrets.length > 0,
    });
    await accept(services, { record, action, chunks });
    return { id: record.id, record };
  }

  return {
    async submit(caller, order, key) {
      const action = needAction(services, order.action);
      const target = await targetOf(services, caller, action, order.mode, order.customer);
      const checked = checkInput(action, order.input, pointerBelow('/input'));
      if ('errors' in checked) {
        throw new InputError('INPUT_INVALID', summary(checked.errors), { errors: checked.errors });
      }
      return take(caller, order, action, toChunks([{ ...target, row: 0, input: checked.input }]), key);
    },
    async submitBulk(caller, order, key) {
      const action = needAction(services, order.action);
      const chunks = toChunks(await checkBulk(services, caller, action, order));
      const planOf = await findPlan(services, order, chunks.length);
      return take(caller, order, action, chunks, key, { bulk: true, ...(planOf === undefined ? {} : { planOf }) });
    },
  };
}

function needAction(services: Services, name: string): AnyAction {
  const action = services.findAction(name);
  if (!action) throw new StewardError('ACTION_UNKNOWN', `There is no action ${name}.`);
  return action;
}

/** The customer of all rows, or that they are several. */
function whose(
  { partnerTenantId }: Services,
  chunks: readonly ChunkInput[],
): Pick<RequestRecord, 'customerId' | 'tenantId' | 'customers'> {
  const tenants = new Map(chunks.map(({ customerId, tenantId }) => [customerId, tenantId]));
  const [one, another] = tenants;
  if (one && !another) return { customerId: one[0], tenantId: one[1] };
  const customers = [...tenants.keys()].filter((customerId) => customerId !== null);
  return { customerId: severalCustomers, tenantId: partnerTenantId, customers };
}

function summary(errors: readonly { readonly pointer: string; readonly detail: string }[]): string {
  const [first] = errors;
  return `${first?.pointer ?? ''}: ${first?.detail ?? 'The input is not valid.'}`;
}
