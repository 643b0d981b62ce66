import { Queue, type Message, type Refusal } from './queue';
import { errorBody, messageList, queueList, readMessageText, type View } from './xml';

export interface Operation {
  method: string;
  /** Empty for the account itself. */
  queueName: string;
  onMessages: boolean;
  messageId: string | undefined;
  query: URLSearchParams;
  body: string;
  now: number;
}

export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

const week = 604_800;
const maxTextBytes = 65_536;
const never = Date.UTC(9999, 11, 31, 23, 59, 59);

function refuse(status: number, code: string, message = code): Answer {
  return { status, headers: { 'x-ms-error-code': code }, body: errorBody(code, message) };
}

const statusOf: Record<Refusal, number> = { MessageNotFound: 404, PopReceiptMismatch: 400 };

/** Limits: https://learn.microsoft.com/rest/api/storageservices/put-message#uri-parameters */
class OutOfRange extends Error {}

function seconds(query: URLSearchParams, name: string, fallback: number, min: number, max: number): number {
  const value = query.has(name) ? Number(query.get(name)) : fallback;
  if (!Number.isInteger(value) || value < min || value > max) throw new OutOfRange(name);
  return value;
}

function list(messages: Message[], view: View, status = 200): Answer {
  return { status, body: messageList(messages, view) };
}

function onQueue(queues: Map<string, Queue>, { method, queueName, query }: Operation): Answer {
  const queue = queues.get(queueName);
  if (method === 'PUT' && !query.has('comp')) {
    if (!/^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$/.test(queueName)) return refuse(400, 'InvalidResourceName');
    if (queue !== undefined) return { status: 204 };
    queues.set(queueName, new Queue());
    return { status: 201 };
  }
  if (queue === undefined) return refuse(404, 'QueueNotFound', 'The specified queue does not exist.');
  if (method === 'DELETE') {
    queues.delete(queueName);
    return { status: 204 };
  }
  if (method === 'PUT') return { status: 204 };
  return { status: 200, headers: { 'x-ms-approximate-messages-count': String(queue.length) } };
}

function onMessages(queue: Queue, { method, query, body, now }: Operation): Answer {
  if (method === 'DELETE') {
    queue.clear();
    return { status: 204 };
  }
  if (method === 'POST') {
    const text = readMessageText(body);
    if (text === undefined) return refuse(400, 'InvalidXmlDocument');
    if (Buffer.byteLength(text) > maxTextBytes) return refuse(413, 'RequestBodyTooLarge');
    const delay = seconds(query, 'visibilitytimeout', 0, 0, week);
    const timeToLive = query.get('messagettl') === '-1' ? undefined : seconds(query, 'messagettl', week, 1, Infinity);
    if (timeToLive !== undefined && delay >= timeToLive) return refuse(400, 'InvalidQueryParameterValue');
    const lifeMs = timeToLive === undefined ? never - now : Math.min(timeToLive * 1000, never - now);
    return list([queue.enqueue(text, now, delay * 1000, lifeMs)], 'enqueued', 201);
  }
  const count = seconds(query, 'numofmessages', 1, 1, 32);
  if (query.get('peekonly') === 'true') return list(queue.peek(count, now), 'peeked');
  return list(queue.dequeue(count, now, seconds(query, 'visibilitytimeout', 30, 1, week) * 1000), 'dequeued');
}

function onMessage(queue: Queue, id: string, { method, query, body, now }: Operation): Answer {
  const popReceipt = query.get('popreceipt') ?? '';
  if (method === 'DELETE') {
    const refusal = queue.delete(id, popReceipt, now);
    return refusal === undefined ? { status: 204 } : refuse(statusOf[refusal], refusal);
  }
  const text = readMessageText(body);
  if (text !== undefined && Buffer.byteLength(text) > maxTextBytes) return refuse(413, 'RequestBodyTooLarge');
  const updated = queue.update(id, popReceipt, now, seconds(query, 'visibilitytimeout', 30, 0, week) * 1000, text);
  if (typeof updated === 'string') return refuse(statusOf[updated], updated);
  const visible = new Date(updated.visibleAt).toUTCString();
  return { status: 204, headers: { 'x-ms-popreceipt': updated.popReceipt, 'x-ms-time-next-visible': visible } };
}

/** Carries out one call of the queue service. */
export function answer(queues: Map<string, Queue>, operation: Operation): Answer {
  const { queueName, messageId } = operation;
  try {
    if (queueName === '') return { status: 200, body: queueList([...queues.keys()]) };
    if (!operation.onMessages) return onQueue(queues, operation);
    const queue = queues.get(queueName);
    if (queue === undefined) return refuse(404, 'QueueNotFound', 'The specified queue does not exist.');
    return messageId === undefined ? onMessages(queue, operation) : onMessage(queue, messageId, operation);
  } catch (error) {
    if (error instanceof OutOfRange) return refuse(400, 'OutOfRangeQueryParameterValue', error.message);
    throw error;
  }
}
