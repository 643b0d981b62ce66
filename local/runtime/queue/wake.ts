// The host wakes a queue's listener when its own process has put a message there. The app sends with the queue
// client, so this is seen from outside: Node tells of every finished HTTP call of the process.
// https://nodejs.org/api/diagnostics_channel.html#http
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';

/** A message was enqueued and becomes visible after the delay. */
export type OnEnqueue = (delayMs: number) => void;

function enqueueOf(request: ClientRequest, response: IncomingMessage, endpoint: URL): number | undefined {
  if (request.method !== 'POST' || response.statusCode !== 201 || request.getHeader('host') !== endpoint.host) {
    return undefined;
  }
  const [path, query] = request.path.split('?');
  if (path !== `${endpoint.pathname}/messages`) return undefined;
  return Number(new URLSearchParams(query).get('visibilitytimeout') ?? '0') * 1000;
}

/** Calls back for each message this process puts into the queue at `queueUrl`; returns what ends it. */
export function onOwnEnqueue(queueUrl: string, callback: OnEnqueue): () => void {
  const endpoint = new URL(queueUrl);
  const listener = (message: unknown) => {
    const { request, response } = message as { request: ClientRequest; response: IncomingMessage };
    const delayMs = enqueueOf(request, response, endpoint);
    if (delayMs !== undefined) callback(delayMs);
  };
  subscribe('http.client.response.finish', listener);
  return () => void unsubscribe('http.client.response.finish', listener);
}
