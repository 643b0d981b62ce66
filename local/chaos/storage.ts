import { TableClient, TableServiceClient } from '@azure/data-tables';
import { QueueServiceClient } from '@azure/storage-queue';
import { lanes } from '../../shared/requests/lanes';
import type { Storage } from '../runtime/storage';

const options = { allowInsecureConnection: true };

export function tableOf({ connectionString }: Storage, name: string): TableClient {
  return TableClient.fromConnectionString(connectionString, name, options);
}

/** Deletes every table, and the messages of all lanes, also those that a dead process hides. */
export async function emptyStorage({ connectionString }: Storage): Promise<void> {
  const tables = TableServiceClient.fromConnectionString(connectionString, options);
  for await (const { name } of tables.listTables()) if (name !== undefined) await tables.deleteTable(name);
  const queues = QueueServiceClient.fromConnectionString(connectionString);
  for (const lane of Object.values(lanes)) {
    const queue = queues.getQueueClient(lane);
    await queue.createIfNotExists();
    await queue.clearMessages();
  }
}
