// All that lies in storage, as text: for tests that look for what must not be there.
import { TableClient, TableServiceClient } from '@azure/data-tables';
import { BlobServiceClient } from '@azure/storage-blob';
import { QueueServiceClient } from '@azure/storage-queue';
import type { Storage } from '../runtime/storage';

/** Where something lies, and what. */
export type Stored = readonly [place: string, text: string];

export async function allStored({ connectionString }: Storage): Promise<Stored[]> {
  const kinds = [tableRows(connectionString), queueMessages(connectionString), blobs(connectionString)];
  return (await Promise.all(kinds)).flat();
}

async function tableRows(connectionString: string): Promise<Stored[]> {
  const options = { allowInsecureConnection: true };
  const stored: Stored[] = [];
  for await (const { name = '' } of TableServiceClient.fromConnectionString(connectionString, options).listTables()) {
    const rows = TableClient.fromConnectionString(connectionString, name, options).listEntities();
    for await (const row of rows) stored.push([`table ${name}`, Object.entries(row).map(columnText).join('\n')]);
  }
  return stored;
}

/** Bytes are shown as what they would be as text. */
function columnText([name, value]: [string, unknown]): string {
  return `${name}=${value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : String(value)}`;
}

async function queueMessages(connectionString: string): Promise<Stored[]> {
  const service = QueueServiceClient.fromConnectionString(connectionString);
  const stored: Stored[] = [];
  for await (const { name } of service.listQueues()) {
    const { peekedMessageItems } = await service.getQueueClient(name).peekMessages({ numberOfMessages: 32 });
    for (const { messageText } of peekedMessageItems)
      stored.push([`queue ${name}`, Buffer.from(messageText, 'base64').toString('utf8')]);
  }
  return stored;
}

async function blobs(connectionString: string): Promise<Stored[]> {
  const service = BlobServiceClient.fromConnectionString(connectionString);
  const stored: Stored[] = [];
  for await (const container of service.listContainers()) {
    const client = service.getContainerClient(container.name);
    for await (const { name } of client.listBlobsFlat()) {
      const content = await client.getBlobClient(name).downloadToBuffer();
      stored.push([`blob ${container.name}/${name}`, content.toString('utf8')]);
    }
  }
  return stored;
}
