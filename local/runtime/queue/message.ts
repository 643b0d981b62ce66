import type { ReceivedMessageItem } from '@azure/storage-queue';
import type { TypedData } from '../core/types';

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The text of a message, or undefined when it is not encoded as the app expects. */
export function decodeMessage(text: string, encoding: 'base64' | 'none'): string | undefined {
  if (encoding === 'none') return text;
  return base64.test(text) ? Buffer.from(text, 'base64').toString('utf8') : undefined;
}

export function encodeMessage(text: string, encoding: 'base64' | 'none'): string {
  return encoding === 'none' ? text : Buffer.from(text, 'utf8').toString('base64');
}

/** Own properties of a JSON object message; the host adds them to the trigger metadata. */
function properties(text: string): [string, TypedData][] {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
    return Object.entries(value).map(([name, one]) => [name, { json: JSON.stringify(one) }]);
  } catch {
    return [];
  }
}

/** What the host tells a function about its message, numbers and dates as JSON. */
export function triggerMetadata(message: ReceivedMessageItem, text: string): Record<string, TypedData> {
  const json = (value: unknown): TypedData => ({ json: JSON.stringify(value) });
  return {
    ...Object.fromEntries(properties(text)),
    QueueTrigger: { string: text },
    DequeueCount: json(message.dequeueCount),
    ExpirationTime: json(message.expiresOn),
    Id: { string: message.messageId },
    InsertionTime: json(message.insertedOn),
    NextVisibleTime: json(message.nextVisibleOn),
    PopReceipt: { string: message.popReceipt },
  };
}

/** The messages an output value becomes: an array, also a text that looks like one, is one message an element. */
export function outputTexts(data: TypedData): string[] {
  if (data.bytes !== undefined) return [Buffer.from(data.bytes).toString('utf8')];
  const text = data.string ?? data.json ?? String(data.int ?? data.double ?? '');
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value)) return value.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)));
  } catch {
    // Plain text is a message as it is.
  }
  return [text];
}
