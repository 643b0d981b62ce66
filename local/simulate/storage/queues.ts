import type { Queues } from '../../../shared/connections/storage/queues';
import type { Random } from '../random';
import type { Timeline } from '../timeline';
import type { Travel } from './tables';

export interface Message {
  readonly queue: string;
  readonly text: string;
  /** Virtual epoch ms. */
  visibleAt: number;
  dequeueCount: number;
  /** Changes with each delivery and renewal: whoever has an older one has lost the message. */
  receipt: number;
  deleted: boolean;
}

/** The queues of a storage account. A message is offered when it becomes visible; it may come twice, and in any order. */
export class QueueStore {
  readonly messages = new Set<Message>();

  constructor(
    private readonly timeline: Timeline,
    private readonly random: Random,
    /** Probability that a message is delivered once more. */
    private readonly doubled: () => number,
    private readonly offer: (message: Message) => void,
  ) {}

  push(queue: string, text: string, delayMs: number): void {
    this.#add(queue, text, delayMs);
    if (this.random.chance(this.doubled())) this.#add(queue, text, delayMs + this.random.spread(1, 600_000));
  }

  /** Hides a message for a while. */
  hide(message: Message, ms: number): number {
    message.receipt += 1;
    message.visibleAt = this.timeline.now + ms;
    const { receipt } = message;
    this.timeline.after(ms, undefined, () => {
      if (message.receipt === receipt && !message.deleted) this.offer(message);
    });
    return receipt;
  }

  /** False: somebody else has it now. */
  delete(message: Message, receipt: number): boolean {
    if (message.deleted || message.receipt !== receipt) return false;
    message.deleted = true;
    this.messages.delete(message);
    return true;
  }

  /** As one process sees them. */
  seenBy(travel: Travel): Queues {
    return {
      send: (queue, text, delayMs = 0) => {
        // The queue's grain: whole seconds.
        const delay = Math.ceil(Math.max(delayMs, 0) / 1000) * 1000;
        return travel(`send ${queue} ${text} +${String(delay)}`, () => this.push(queue, text, delay));
      },
    };
  }

  #add(queue: string, text: string, delayMs: number): void {
    const message = { queue, text, visibleAt: 0, dequeueCount: 0, receipt: 0, deleted: false };
    this.messages.add(message);
    this.hide(message, delayMs);
  }
}
