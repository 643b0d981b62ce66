import { orUndefined } from '../connections/storage/tables';
import { StewardError } from '../errors';
import { rowKey } from '../row-key';
import { readChunk } from './ledger/chunk-rows';
import { readControl, readRequest, writeControl, type RequestRows } from './ledger/request-rows';
import type { BulkOrder, RequestRecord } from './records';
import { rowsOf } from './rows';
import { planHash, type Planned } from './run/plan';
import type { Services } from './services';

/** In the table of keys: which plan of many rows has a hash. */
const partitionKey = 'plan';

/** Whether a plan of many rows has ended but for its hash, over all of them. */
export function lacksHash({ record, control, counts }: RequestRows): boolean {
  const { mode, total, chunks } = record;
  if (mode !== 'plan' || total === 1 || control.planHash !== undefined || counts.size < chunks) return false;
  return [...counts.values()].some(({ states }) => (states.planned ?? 0) > 0);
}

/** Records the hash and where it is found. Repeating it is harmless. */
export async function recordHash(services: Services, record: RequestRecord): Promise<void> {
  const { ledger, keys } = await services.ledger();
  const hash = planHash(record.action, await rowsOf(services, { record }));
  await keys.upsertEntity({ partitionKey, rowKey: rowKey(hash), requestId: record.id }, 'Replace');
  await writeControl(ledger, record.id, { planHash: hash });
}

/** The plan whose hash an order of so many chunks names; undefined when it names none. Throws PLAN_CHANGED. */
export async function findPlan(services: Services, order: BulkOrder, chunks: number): Promise<string | undefined> {
  const { action, plan, rows } = order;
  // The plan of one row has its hash to itself, and the row is compared with that.
  if (plan === undefined || rows.length === 1) return undefined;
  const { ledger, keys } = await services.ledger();
  const found = await orUndefined(keys.getEntity<{ requestId: string }>(partitionKey, rowKey(plan)));
  const planned = found && (await readRequest(ledger, found.requestId));
  const { record, control } = planned ?? {};
  if (!record || control?.planHash !== plan) throw new StewardError('PLAN_CHANGED', 'No plan of rows has this hash.');
  if (record.action !== action || record.total !== rows.length || record.chunks !== chunks) {
    throw new StewardError('PLAN_CHANGED', `The plan with this hash, ${record.id}, is of other rows.`);
  }
  return record.id;
}

/** What was approved for the rows of a chunk, by row. Throws PLAN_CHANGED when the plan has been made anew since. */
export async function readApproved(
  services: Services,
  { planOf, plan }: { readonly planOf: string; readonly plan: string | null },
  chunk: number,
): Promise<ReadonlyMap<number, Planned>> {
  const { ledger } = await services.ledger();
  const { customerId, items } = await readChunk(ledger, planOf, chunk);
  // Read after the rows: a retry of the plan takes its hash away before it touches a row.
  if ((await readControl(ledger, planOf)).planHash !== plan) {
    throw new StewardError('PLAN_CHANGED', `The plan, ${planOf}, has been made anew since.`);
  }
  return new Map([...items].map(([row, item]) => [row, { customerId, item }]));
}
