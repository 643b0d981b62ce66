import { randomUUID } from 'node:crypto';
import type { BlobLeaseClient, ContainerClient } from '@azure/storage-blob';
import { isConflict } from './blobs';

/** As short as a lease may be, so that after a kill another instance soon takes over. */
const leaseSeconds = 15;
const renewEveryMs = 5_000;

/**
 * Lets one instance of several run a timer: it holds the lease of a blob, and renews it.
 * https://learn.microsoft.com/azure/azure-functions/storage-considerations#how-storage-accounts-are-used
 */
export class InstanceLock {
  readonly #container: ContainerClient;
  readonly #path: string;
  readonly #lease: BlobLeaseClient;
  /** The lease is surely ours until then, by the moved clock. */
  #heldUntil = 0;
  #renewal: NodeJS.Timeout | undefined;

  constructor(
    container: ContainerClient,
    hostId: string,
    functionName: string,
    private readonly onLost: () => void,
  ) {
    this.#container = container;
    this.#path = `locks/${hostId}/Host.Functions.${functionName}.Listener`;
    this.#lease = container.getBlobClient(this.#path).getBlobLeaseClient(randomUUID());
  }

  /** Tries to become the one; false when another instance is. */
  async acquire(): Promise<boolean> {
    const blob = this.#container.getBlockBlobClient(this.#path);
    const before = Date.now();
    try {
      if (!(await blob.exists())) await blob.upload('', 0, { conditions: { ifNoneMatch: '*' } });
      await this.#lease.acquireLease(leaseSeconds);
    } catch (error) {
      if (isConflict(error)) return false;
      throw error;
    }
    this.#heldUntil = before + leaseSeconds * 1000;
    clearInterval(this.#renewal);
    this.#renewal = setInterval(() => void this.#renew(), renewEveryMs).unref();
    return true;
  }

  /** Whether the lock is still ours; asks when that is not sure: after a pause of the process, or a move of the clock. */
  async isHeld(): Promise<boolean> {
    if (this.#renewal !== undefined && Date.now() >= this.#heldUntil) await this.#renew();
    return this.#renewal !== undefined;
  }

  async release(): Promise<void> {
    if (this.#renewal === undefined) return;
    this.#forget();
    await this.#lease.releaseLease().catch(() => undefined); // then it ends by itself
  }

  async #renew(): Promise<void> {
    const before = Date.now();
    try {
      await this.#lease.renewLease();
      this.#heldUntil = before + leaseSeconds * 1000;
    } catch (error) {
      // While storage does not answer, the lease is still ours for its time.
      if (!isConflict(error) && Date.now() < this.#heldUntil) return;
      this.#forget();
      this.onLost();
    }
  }

  #forget(): void {
    clearInterval(this.#renewal);
    this.#renewal = undefined;
  }
}
