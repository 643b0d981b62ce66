import { randomUUID } from 'node:crypto';
import { Heap } from './heap';

export interface Message {
  id: string;
  text: string;
  insertedAt: number;
  expiresAt: number;
  visibleAt: number;
  popReceipt: string;
  dequeueCount: number;
}

/** Why an operation on one message was refused; the names are Azure's error codes. */
export type Refusal = 'MessageNotFound' | 'PopReceiptMismatch';

interface Turn {
  message: Message;
  visibleAt: number;
  sequence: number;
}

/** One queue: a heap by next-visible time and a map by id, so that no operation depends on the queue's length. */
export class Queue {
  readonly #messages = new Map<string, Message>();
  readonly #turns = new Heap<Turn>((a, b) => (a.visibleAt - b.visibleAt || a.sequence - b.sequence) < 0);
  #sequence = 0;

  get length(): number {
    return this.#messages.size;
  }

  enqueue(text: string, now: number, delayMs: number, timeToLiveMs: number): Message {
    const message: Message = {
      id: randomUUID(),
      text,
      insertedAt: now,
      expiresAt: now + timeToLiveMs,
      visibleAt: now + delayMs,
      popReceipt: randomUUID(),
      dequeueCount: 0,
    };
    this.#messages.set(message.id, message);
    this.#queueUp(message);
    return message;
  }

  dequeue(count: number, now: number, leaseMs: number): Message[] {
    const taken = this.#takeVisible(count, now);
    for (const message of taken) {
      message.dequeueCount += 1;
      message.popReceipt = randomUUID();
      message.visibleAt = now + leaseMs;
      this.#queueUp(message);
    }
    return taken;
  }

  peek(count: number, now: number): Message[] {
    const visible = this.#takeVisible(count, now);
    for (const message of visible) this.#queueUp(message);
    return visible;
  }

  update(id: string, popReceipt: string, now: number, delayMs: number, text?: string): Message | Refusal {
    const message = this.#owned(id, popReceipt, now);
    if (typeof message === 'string') return message;
    message.text = text ?? message.text;
    message.visibleAt = now + delayMs;
    message.popReceipt = randomUUID();
    this.#queueUp(message);
    return message;
  }

  delete(id: string, popReceipt: string, now: number): Refusal | undefined {
    const message = this.#owned(id, popReceipt, now);
    if (typeof message === 'string') return message;
    this.#messages.delete(id);
    return undefined;
  }

  clear(): void {
    this.#messages.clear();
  }

  #owned(id: string, popReceipt: string, now: number): Message | Refusal {
    const message = this.#messages.get(id);
    if (message === undefined || message.expiresAt <= now) return 'MessageNotFound';
    return message.popReceipt === popReceipt ? message : 'PopReceiptMismatch';
  }

  #queueUp(message: Message): void {
    this.#turns.push({ message, visibleAt: message.visibleAt, sequence: this.#sequence++ });
  }

  #takeVisible(count: number, now: number): Message[] {
    const taken: Message[] = [];
    while (taken.length < count) {
      const next = this.#turns.smallest;
      if (next === undefined || next.visibleAt > now) break;
      this.#turns.pop();
      const { message } = next;
      // A turn of a deleted message, or an older turn of one whose visibility has changed, means nothing.
      if (this.#messages.get(message.id) !== message || message.visibleAt !== next.visibleAt) continue;
      if (message.expiresAt <= now) this.#messages.delete(message.id);
      else taken.push(message);
    }
    return taken;
  }
}
