import type { TableClient } from '@azure/data-tables';
import { literal, storageStatus } from '../../connections/storage/tables';
import { invert, monthPartition, timeOf } from '../ids';
import type { RequestFilter, RequestRecord, RequestState, RequestSummary } from '../records';

/**
 * Two tables follow the ledger and are repaired from it: `index` (all requests, newest first: partition = month,
 * row = inverted id) serves lists, `open` (unfinished ones) serves the sweeper, which so never scans history.
 */
export async function writeIndex(index: TableClient, record: RequestRecord, state: RequestState): Promise<void> {
  await index.upsertEntity(indexRow(record, state), 'Replace');
}

/** Lists a request that is not listed yet: an accept that was held up may come after the end of what it accepted. */
export async function addToIndex(index: TableClient, record: RequestRecord): Promise<void> {
  try {
    await index.createEntity(indexRow(record, 'queued'));
  } catch (error) {
    if (storageStatus(error) !== 409) throw error;
  }
}

function indexRow({ id, action, customerId, mode, caller, createdAt }: RequestRecord, state: RequestState) {
  return {
    partitionKey: monthPartition(timeOf(id)),
    rowKey: invert(id),
    action,
    customer: customerId ?? '',
    mode,
    caller: caller.id,
    createdAt,
    state,
  };
}

interface IndexRow extends Record<string, unknown> {
  readonly action: string;
  readonly customer: string;
  readonly mode: RequestSummary['mode'];
  readonly caller: string;
  readonly createdAt: string;
  readonly state: RequestState;
}

/** One page, newest first; `after` is the continuation of the page before. */
export async function readIndex(
  index: TableClient,
  filter: RequestFilter,
  page: { readonly top: number; readonly after?: string },
): Promise<{ readonly value: readonly RequestSummary[]; readonly next?: string }> {
  const rows = index.listEntities<IndexRow>({ queryOptions: { filter: toOData(filter) } });
  const pages = rows.byPage({
    maxPageSize: page.top,
    ...(page.after === undefined ? {} : { continuationToken: page.after }),
  });
  const first = await pages.next();
  if (first.done === true) return { value: [] };
  const value = first.value.map((row): RequestSummary => ({
    id: invert(String(row.rowKey)),
    action: row.action,
    customer: row.customer === '' ? null : row.customer,
    mode: row.mode,
    state: row.state,
    caller: row.caller,
    createdAt: row.createdAt,
  }));
  const next = first.value.continuationToken;
  return next === undefined || next === '' ? { value } : { value, next };
}

function toOData(filter: RequestFilter): string {
  const terms = (['customer', 'action', 'state', 'caller'] as const).flatMap((name) => {
    const value = filter[name];
    return value === undefined ? [] : [`${name} eq ${literal(value)}`];
  });
  if (filter.from !== undefined)
    terms.push(
      `createdAt ge ${literal(filter.from)}`,
      `PartitionKey le ${literal(monthPartition(Date.parse(filter.from)))}`,
    );
  if (filter.to !== undefined)
    terms.push(
      `createdAt lt ${literal(filter.to)}`,
      `PartitionKey ge ${literal(monthPartition(Date.parse(filter.to)))}`,
    );
  return terms.join(' and ');
}

const openPartition = 'open';

export async function addOpen(open: TableClient, requestId: string): Promise<void> {
  await open.upsertEntity(
    { partitionKey: openPartition, rowKey: requestId, since: new Date().toISOString() },
    'Replace',
  );
}

export async function removeOpen(open: TableClient, requestId: string): Promise<void> {
  await removeRow(open, openPartition, requestId);
}

export async function listOpen(
  open: TableClient,
): Promise<readonly { readonly requestId: string; readonly since: string }[]> {
  const found: { requestId: string; since: string }[] = [];
  for await (const row of open.listEntities<{ since: string }>({
    queryOptions: { filter: `PartitionKey eq ${literal(openPartition)}` },
  })) {
    found.push({ requestId: String(row.rowKey), since: row.since });
  }
  return found;
}

/** Requests whose key is to be destroyed lie in a partition per day, so that only due days are read. */
const expiryPartition = (dueMs: number): string => `expiry-${new Date(dueMs).toISOString().slice(0, 10)}`;

export async function addExpiry(open: TableClient, requestId: string, dueMs: number): Promise<void> {
  await open.upsertEntity(
    { partitionKey: expiryPartition(dueMs), rowKey: requestId, due: new Date(dueMs).toISOString() },
    'Replace',
  );
}

/** What is due; the caller removes each row when it has acted. */
export async function listExpired(
  open: TableClient,
  nowMs: number,
): Promise<readonly { readonly requestId: string; readonly remove: () => Promise<void> }[]> {
  const filter = `PartitionKey ge 'expiry-' and PartitionKey le ${literal(expiryPartition(nowMs))} and due le ${literal(new Date(nowMs).toISOString())}`;
  const found = [];
  for await (const row of open.listEntities({ queryOptions: { filter } })) {
    const { partitionKey, rowKey } = row;
    found.push({ requestId: String(rowKey), remove: () => removeRow(open, String(partitionKey), String(rowKey)) });
  }
  return found;
}

async function removeRow(table: TableClient, partition: string, row: string): Promise<void> {
  await table.deleteEntity(partition, row).catch((error: unknown) => {
    if (storageStatus(error) !== 404) throw error;
  });
}
