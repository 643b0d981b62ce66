import { RestError, type QueueClient, type ReceivedMessageItem } from '@azure/storage-queue';

/** How long the host hides a message while its function runs. */
export const leaseMs = 600_000;

/** Somebody else has the message now, or it is gone: nothing more is to be done with it. */
function isLost(error: unknown): boolean {
  return error instanceof RestError && [400, 404, 409].includes(error.statusCode ?? 0);
}

/** A taken message: kept hidden while it is worked on, and deleted or given back with the newest receipt. */
export class Lease {
  readonly message: ReceivedMessageItem;
  #receipt: string;
  #renewal: NodeJS.Timeout;
  #renewing: Promise<void> = Promise.resolve();

  constructor(
    private readonly queue: QueueClient,
    message: ReceivedMessageItem,
    private readonly onError: (error: unknown) => void,
  ) {
    this.message = message;
    this.#receipt = message.popReceipt;
    this.#renewal = this.#scheduleRenewal();
  }

  #scheduleRenewal(): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.#renewing = this.#renew();
    }, leaseMs / 2);
    timer.unref();
    return timer;
  }

  async #renew(): Promise<void> {
    try {
      await this.#update(leaseMs);
      this.#renewal = this.#scheduleRenewal();
    } catch (error) {
      if (isLost(error)) return;
      this.onError(error);
      this.#renewal = this.#scheduleRenewal();
    }
  }

  async #update(visibilityMs: number): Promise<void> {
    const { messageId } = this.message;
    const updated = await this.queue.updateMessage(messageId, this.#receipt, undefined, visibilityMs / 1000);
    this.#receipt = updated.popReceipt ?? this.#receipt;
  }

  async #end(last: () => Promise<unknown>): Promise<void> {
    await this.#renewing;
    clearTimeout(this.#renewal);
    try {
      await last();
    } catch (error) {
      if (!isLost(error)) throw error;
    }
  }

  /** Stops renewing and leaves the message hidden until the lease ends. */
  abandon(): void {
    clearTimeout(this.#renewal);
  }

  delete(): Promise<void> {
    return this.#end(() => this.queue.deleteMessage(this.message.messageId, this.#receipt));
  }

  /** Makes the message visible again after the delay. */
  release(delayMs: number): Promise<void> {
    return this.#end(() => this.#update(delayMs));
  }
}
