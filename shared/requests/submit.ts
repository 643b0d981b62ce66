import type { AnyAction } from '../actions/action';
import { InputError, StewardError } from '../errors';
import { accept } from './accept';
import { checkBulk } from './bulk';
import { checkInput, pointerBelow } from './check-input';
import { toChunks, type AcceptRow } from './chunking';
import { createFingerprint, reserveKey, type Reserved } from './idempotency';
import { newRequestId } from './ids';
import { severalCustomers, type Caller, type IdempotencyKey, type Order, type Requests } from './records';
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
    rows: readonly AcceptRow[],
    key: IdempotencyKey | undefined,
  ): ReturnType<Requests['submit']> {
    const reserved = await reserve(caller, key);
    if (reserved.is === 'replay') return { id: reserved.id };
    const chunks = toChunks(rows);
    const record = newRecord(reserved.id, {
      action: action.name,
      ...whose(services, rows),
      caller,
      mode: order.mode,
      total: rows.length,
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
      return take(caller, order, action, [{ ...target, row: 0, input: checked.input }], key);
    },
    async submitBulk(caller, order, key) {
      const action = needAction(services, order.action);
      return take(caller, order, action, await checkBulk(services, caller, action, order), key);
    },
  };
}

function needAction(services: Services, name: string): AnyAction {
  const action = services.findAction(name);
  if (!action) throw new StewardError('ACTION_UNKNOWN', `There is no action ${name}.`);
  return action;
}

/** The customer of all rows, or that they are several. */
function whose({ partnerTenantId }: Services, rows: readonly AcceptRow[]) {
  const [first] = rows;
  const one =
    first !== undefined && rows.every((row) => row.tenantId === first.tenantId && row.customerId === first.customerId);
  if (one) return { customerId: first.customerId, tenantId: first.tenantId };
  return { customerId: severalCustomers, tenantId: partnerTenantId };
}

function summary(errors: readonly { readonly pointer: string; readonly detail: string }[]): string {
  const [first] = errors;
  return `${first?.pointer ?? ''}: ${first?.detail ?? 'The input is not valid.'}`;
}
