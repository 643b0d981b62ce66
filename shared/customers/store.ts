import type { TableClient, TransactionAction } from '@azure/data-tables';
import type { CustomerRecord, CustomerWriter } from '../connections/types';
import { isDomain } from '../connections/entra/tenant';
import { orUndefined, storageStatus, type Tables } from '../connections/storage/tables';
import { StewardError, UpstreamError, toError } from '../errors';
import { rowKey } from '../row-key';

const tableName = 'customers';
/** One partition, so that the rows of one customer are written together or not at all. */
const partitionKey = 'customers';
/** How long a customer once found is not looked up again; records do not change. */
const cacheMs = 5_000;

/** The record stands in each of its rows, so that every way to find it is one point read. */
interface CustomerRow {
  readonly record: string;
  readonly marker: string;
}

export interface CustomerOptions {
  readonly tables: Tables;
  /** The tenant a domain belongs to: finds customers by domains that are not on record. */
  readonly tenantIdOf: (domain: string) => Promise<string | undefined>;
}

export function createCustomers({ tables, tenantIdOf }: CustomerOptions): CustomerWriter {
  const found = new Map<string, { readonly until: number; readonly record: CustomerRecord }>();

  async function row(key: string): Promise<CustomerRow | undefined> {
    const table = await open();
    return orUndefined(table.getEntity<CustomerRow>(partitionKey, key));
  }

  async function open(): Promise<TableClient> {
    return tables.open(tableName);
  }

  async function look(customer: string): Promise<CustomerRecord | undefined> {
    const rows = await Promise.all([
      row(`id:${rowKey(customer)}`),
      row(`tenant:${rowKey(customer)}`),
      row(`domain:${rowKey(customer)}`),
    ]);
    const own = rows.find((candidate) => candidate !== undefined);
    if (own) return parse(own);
    if (!isDomain(customer)) return undefined;
    const tenantId = await tenantIdOf(customer);
    const other = tenantId === undefined ? undefined : await row(`tenant:${rowKey(tenantId)}`);
    return other && parse(other);
  }

  return {
    async find(customer) {
      if (customer === '' || customer.length > 253) return undefined;
      const known = found.get(customer);
      if (known && Date.now() < known.until) return known.record;
      const record = await guarded(look(customer));
      if (found.size > 1_000) found.clear();
      if (record) found.set(customer, { until: Date.now() + cacheMs, record });
      else found.delete(customer);
      return record;
    },

    list: () => guarded(readAll(open())),

    async insert(record, marker) {
      const keys = keysOf(record);
      const text = JSON.stringify(record);
      const actions = keys.map(([, key]): TransactionAction => [
        'create',
        { partitionKey, rowKey: key, record: text, marker },
      ]);
      try {
        await (await open()).submitTransaction(actions);
      } catch (error) {
        if (storageStatus(error) !== 409) throw writeFailed(error);
        const rows = await Promise.all(keys.map(async ([name, key]) => ((await guarded(row(key))) ? name : undefined)));
        throw new UpstreamError(
          'ALREADY_EXISTS',
          'The customer is on record.',
          'refused',
          { upstream: { service: 'steward', status: 409 }, cause: error },
          rows.filter((name) => name !== undefined),
        );
      }
    },

    async markerOf(customerId) {
      return (await guarded(row(`id:${rowKey(customerId)}`)))?.marker;
    },
  };
}

function keysOf({ customerId, tenantId, domain }: CustomerRecord): readonly (readonly [string, string])[] {
  const keys: [string, string][] = [['customerId', `id:${rowKey(customerId)}`]];
  if (tenantId !== null) keys.push(['tenantId', `tenant:${rowKey(tenantId)}`]);
  if (domain !== null) keys.push(['domain', `domain:${rowKey(domain)}`]);
  return keys;
}

async function readAll(opening: Promise<TableClient>): Promise<CustomerRecord[]> {
  const records: CustomerRecord[] = [];
  // `;` follows `:`.
  const filter = `PartitionKey eq '${partitionKey}' and RowKey ge 'id:' and RowKey lt 'id;'`;
  for await (const row of (await opening).listEntities<CustomerRow>({ queryOptions: { filter } }))
    records.push(parse(row));
  return records;
}

function parse(row: CustomerRow): CustomerRecord {
  return JSON.parse(row.record) as CustomerRecord;
}

async function guarded<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof StewardError) throw error;
    throw new StewardError('STORAGE_UNAVAILABLE', 'The customers cannot be read.', { cause: error });
  }
}

/** Without an answer the rows may have been written: whoever asked looks for its marker. */
function writeFailed(error: unknown): UpstreamError {
  const status = storageStatus(error);
  const refused = status !== undefined && status < 500 && status !== 408;
  return new UpstreamError(
    'STORAGE_UNAVAILABLE',
    'The customer could not be recorded.',
    refused ? 'refused' : 'unknown',
    {
      upstream: { service: 'steward', ...(status === undefined ? {} : { status }) },
      cause: toError(error),
    },
  );
}
