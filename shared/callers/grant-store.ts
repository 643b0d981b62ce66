import { createHash } from 'node:crypto';
import type { TableClient } from '@azure/data-tables';
import canonicalize from 'canonicalize';
import { storageStatus, type Tables } from '../connections/storage/tables';
import { StewardError } from '../errors';
import { rowKey } from '../row-key';
import { decide, sees } from './decide';
import type { Grant, Grants } from './grants';

const tableName = 'grants';
/** All grants lie together: a partner has tens of them, and they are read as one. */
const partitionKey = 'grants';
/** A changed grant is in force after this at the latest. */
const cacheMs = 5_000;

interface GrantRow {
  readonly grant: string;
}

export interface GrantStore extends Grants {
  /** Records a grant; the same one again changes nothing. */
  add(grant: Grant): Promise<void>;
}

export function createGrantStore(tables: Tables): GrantStore {
  let known: { readonly until: number; readonly grants: Promise<readonly Grant[]> } | undefined;

  async function readAll(): Promise<readonly Grant[]> {
    try {
      const table = await tables.open(tableName);
      return await rowsOf(table);
    } catch (error) {
      throw new StewardError('STORAGE_UNAVAILABLE', 'The grants cannot be read.', { cause: error });
    }
  }

  function all(): Promise<readonly Grant[]> {
    if (known && Date.now() < known.until) return known.grants;
    const reading = { until: Date.now() + cacheMs, grants: readAll() };
    known = reading;
    reading.grants.catch(() => {
      if (known === reading) known = undefined;
    });
    return reading.grants;
  }

  return {
    decide: async (caller, ask) => decide(await all(), caller, ask),
    sees: async (caller, customerId) => sees(await all(), caller, customerId),
    async add(grant) {
      const table = await tables.open(tableName);
      const text = canonicalize(grant) ?? '';
      const digest = createHash('sha256').update(text).digest('hex').slice(0, 32);
      try {
        await table.createEntity({ partitionKey, rowKey: `${rowKey(grant.caller)}:${digest}`, grant: text });
      } catch (error) {
        if (storageStatus(error) !== 409) throw error;
      }
      known = undefined;
    },
  };
}

async function rowsOf(table: TableClient): Promise<readonly Grant[]> {
  const grants: Grant[] = [];
  for await (const row of table.listEntities<GrantRow>({
    queryOptions: { filter: `PartitionKey eq '${partitionKey}'` },
  })) {
    grants.push(JSON.parse(row.grant) as Grant);
  }
  return grants;
}
