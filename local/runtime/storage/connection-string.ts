/** The ports of one storage account on this machine. */
export interface StoragePorts {
  blob: number;
  queue: number;
  table: number;
}

/**
 * The well-known development account every Azure storage emulator uses; not a secret.
 * https://learn.microsoft.com/azure/storage/common/storage-use-azurite#well-known-storage-account-and-key
 */
export const accountName = 'devstoreaccount1';
const accountKey = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/** The connection string of the local storage account. */
export function connectionString(ports: StoragePorts): string {
  const endpoint = (port: number) => `http://127.0.0.1:${String(port)}/${accountName}`;
  return [
    'DefaultEndpointsProtocol=http',
    `AccountName=${accountName}`,
    `AccountKey=${accountKey}`,
    `BlobEndpoint=${endpoint(ports.blob)}`,
    `QueueEndpoint=${endpoint(ports.queue)}`,
    `TableEndpoint=${endpoint(ports.table)}`,
    '',
  ].join(';');
}
