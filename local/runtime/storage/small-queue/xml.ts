import type { Message } from './queue';

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#xD;' };

function escape(text: string): string {
  return text.replace(/[&<>"\r]/g, (character) => escapes[character] ?? character);
}

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescape(text: string): string {
  return text.replace(/&(?:#x([0-9a-fA-F]+)|#([0-9]+)|(amp|lt|gt|quot|apos));/g, (_, hex, decimal, name) => {
    if (typeof name === 'string') return named[name] ?? '';
    return String.fromCodePoint(typeof hex === 'string' ? parseInt(hex, 16) : Number(decimal));
  });
}

/** The text of a message as a client sends it, or undefined when the body has none. */
export function readMessageText(body: string): string | undefined {
  const found = /<MessageText(?:\s*\/>|>([\s\S]*?)<\/MessageText>)/.exec(body);
  return found === null ? undefined : unescape(found[1] ?? '');
}

/** What of a message an answer shows: enqueue hides the text, peek hides the receipt. */
export type View = 'enqueued' | 'dequeued' | 'peeked';

function element(name: string, text: string): string {
  return `<${name}>${escape(text)}</${name}>`;
}

const time = (ms: number) => new Date(ms).toUTCString();

/** https://learn.microsoft.com/rest/api/storageservices/get-messages#response-body */
export function messageList(messages: Message[], view: View): string {
  const items = messages.map((message) => {
    const parts = [
      element('MessageId', message.id),
      element('InsertionTime', time(message.insertedAt)),
      element('ExpirationTime', time(message.expiresAt)),
    ];
    if (view !== 'peeked') {
      parts.push(element('PopReceipt', message.popReceipt), element('TimeNextVisible', time(message.visibleAt)));
    }
    if (view !== 'enqueued') {
      parts.push(element('DequeueCount', String(message.dequeueCount)), element('MessageText', message.text));
    }
    return `<QueueMessage>${parts.join('')}</QueueMessage>`;
  });
  return `<?xml version="1.0" encoding="utf-8"?><QueueMessagesList>${items.join('')}</QueueMessagesList>`;
}

export function errorBody(code: string, message: string): string {
  return `<?xml version="1.0" encoding="utf-8"?><Error>${element('Code', code)}${element('Message', message)}</Error>`;
}

/** https://learn.microsoft.com/rest/api/storageservices/list-queues1#response-body */
export function queueList(names: string[]): string {
  const items = names.map((name) => `<Queue>${element('Name', name)}</Queue>`).join('');
  return `<?xml version="1.0" encoding="utf-8"?><EnumerationResults><Queues>${items}</Queues><NextMarker/></EnumerationResults>`;
}
