import canonicalize from 'canonicalize';
import type { AnyAction } from '../actions/action';
import { InputError, StewardError, type FieldError } from '../errors';
import type { JsonObject } from '../json';
import { checkInput } from './check-input';
import type { AcceptRow } from './chunking';
import { targetOf, type Target } from './order-target';
import type { BulkOrder, BulkRow, Caller } from './records';
import type { Services } from './services';

/** Faults shown of a file with many; the rest are counted. */
const mostErrors = 100;

/** Checks every row of a bulk before anything is accepted. Throws one error that names each faulty place. */
export async function checkBulk(
  services: Services,
  caller: Caller,
  action: AnyAction,
  order: BulkOrder,
): Promise<readonly AcceptRow[]> {
  const targets = createTargets(services, caller, action, order);
  const errors: FieldError[] = [];
  const rows: AcceptRow[] = [];
  const seen = new Map<string, BulkRow>();
  // A customer that all rows have is no fault of a row.
  const forAll = order.customer !== undefined || order.rows.every(({ customer }) => customer === undefined);
  for (const [row, given] of order.rows.entries()) {
    const checked = checkInput(action, given.input, given.place);
    const target = await targets(given.customer ?? order.customer);
    if ('code' in target && forAll && given.customer === undefined) throw target;
    if ('code' in target) errors.push({ pointer: given.place(['customer']), detail: target.message });
    if ('errors' in checked) errors.push(...checked.errors);
    if ('code' in target || 'errors' in checked) continue;
    const key = JSON.stringify([target.customerId, subjectOf(action, checked.input)]);
    const first = seen.get(key);
    if (first) errors.push({ pointer: given.place([]), detail: `This is there already, at ${first.place([])}.` });
    else seen.set(key, given);
    rows.push({ ...target, row, input: checked.input });
  }
  if (errors.length > 0) throw refusal(errors);
  return rows;
}

/** What two rows of one file must not both change: they would run at the same time. */
function subjectOf(action: AnyAction, input: JsonObject): string {
  return action.subject ? action.subject(input as never) : (canonicalize(input) ?? '');
}

/** Looks each customer up once, however many rows name it. A fault of one row is a value, one of the whole is thrown. */
function createTargets(services: Services, caller: Caller, action: AnyAction, { mode }: BulkOrder) {
  const known = new Map<string | undefined, Target | StewardError>();
  return async (customer: string | undefined): Promise<Target | StewardError> => {
    const found = known.get(customer) ?? (await look(customer));
    known.set(customer, found);
    return found;
  };

  async function look(customer: string | undefined): Promise<Target | StewardError> {
    try {
      return await targetOf(services, caller, action, mode, customer);
    } catch (error) {
      if (error instanceof StewardError && error.status < 500) return error;
      throw error;
    }
  }
}

function refusal(errors: readonly FieldError[]): InputError {
  const [first] = errors;
  const more = errors.length > 1 ? ` And ${String(errors.length - 1)} more.` : '';
  const text = `${first?.pointer ?? ''}: ${first?.detail ?? ''}${more}`;
  return new InputError('INPUT_INVALID', text, { errors: errors.slice(0, mostErrors) });
}
