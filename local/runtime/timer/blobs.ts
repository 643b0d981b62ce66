import { BlobServiceClient, RestError, type ContainerClient } from '@azure/storage-blob';

/** The container in which hosts keep their locks and the state of timers. */
export async function hostContainer(connectionString: string): Promise<ContainerClient> {
  const service = BlobServiceClient.fromConnectionString(connectionString, { retryOptions: { maxTries: 1 } });
  const container = service.getContainerClient('azure-webjobs-hosts');
  await container.createIfNotExists();
  return container;
}

export function isNotFound(error: unknown): boolean {
  return error instanceof RestError && error.statusCode === 404;
}

/** Somebody else holds the lease, or the blob has changed hands. */
export function isConflict(error: unknown): boolean {
  return error instanceof RestError && (error.statusCode === 409 || error.statusCode === 412);
}
