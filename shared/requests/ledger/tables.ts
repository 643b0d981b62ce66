import type { TableClient } from '@azure/data-tables';
import type { Tables } from '../../connections/storage/tables';

/** The four tables requests live in. */
export interface LedgerTables {
  /** Requests and their chunks: the only truth. */
  readonly ledger: TableClient;
  /** All requests, newest first. Follows the ledger. */
  readonly index: TableClient;
  /** Unfinished requests, and keys that are to be destroyed. Follows the ledger. */
  readonly open: TableClient;
  /** Idempotency keys. */
  readonly keys: TableClient;
}

export type OpenLedger = () => Promise<LedgerTables>;

export function ledgerTables(tables: Tables): OpenLedger {
  return async () => {
    const [ledger, index, open, keys] = await Promise.all([
      tables.open('ledger'),
      tables.open('requestindex'),
      tables.open('openrequests'),
      tables.open('idempotencykeys'),
    ]);
    return { ledger, index, open, keys };
  };
}
