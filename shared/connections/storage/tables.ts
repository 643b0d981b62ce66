import type { RestError, TableClient } from '@azure/data-tables';
import type { StorageConfig } from './config';

/** Opens tables, creating each once per process. */
export interface Tables {
  open(name: string): Promise<TableClient>;
}

/**
 * No retries inside the client: a silent retry of a fenced write turns our own commit into a 412
 * (https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions).
 */
const clientOptions = { retryOptions: { maxRetries: 0 }, allowInsecureConnection: true };

export function createTables(storage: StorageConfig): Tables {
  const opened = new Map<string, Promise<TableClient>>();

  async function create(name: string): Promise<TableClient> {
    const [{ TableClient }, { transactionsOf }] = await Promise.all([
      import('@azure/data-tables'),
      import('./transactions'),
    ]);
    let client: TableClient;
    if ('connectionString' in storage) {
      client = TableClient.fromConnectionString(storage.connectionString, name, clientOptions);
    } else {
      const { ManagedIdentityCredential } = await import('@azure/identity');
      const credential = new ManagedIdentityCredential(
        storage.clientId === undefined ? {} : { clientId: storage.clientId },
      );
      client = new TableClient(storage.tableUrl, name, credential, { retryOptions: clientOptions.retryOptions });
    }
    // With a shared access signature the address is not all there is to an address.
    if (!client.url.includes('?')) client.submitTransaction = transactionsOf(client);
    await client.createTable();
    return client;
  }

  return {
    open(name) {
      const known = opened.get(name);
      if (known) return known;
      const client = create(name);
      opened.set(name, client);
      // A table that could not be opened is tried again at the next call.
      client.catch(() => opened.delete(name));
      return client;
    },
  };
}

/** The HTTP status of a storage error; undefined when no answer came. */
export function storageStatus(error: unknown): number | undefined {
  return isRestError(error) ? error.statusCode : undefined;
}

/** Whether the connection was refused: certainly nothing was written. */
export function isUnreachable(error: unknown): boolean {
  return isRestError(error) && error.statusCode === undefined && error.code === 'ECONNREFUSED';
}

export function isRestError(error: unknown): error is RestError {
  return error instanceof Error && error.name === 'RestError';
}

/** An OData string literal: quotes doubled, so that no value can end it. */
export function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** Runs a read and turns "no such row" into undefined. */
export async function orUndefined<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (storageStatus(error) === 404) return undefined;
    throw error;
  }
}
