// An in-memory stand-in of Azure Queue Storage whose speed does not depend on how many messages wait.
// Signatures are not checked: it listens on this machine only.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import type { RunningService } from '../azurite';
import { answer, type Answer } from './operations';
import type { Queue } from './queue';

async function handle(queues: Map<string, Queue>, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const [, , queueName = '', , messageId] = url.pathname.split('/').map(decodeURIComponent);
  const body = await readText(request);
  const result: Answer = answer(queues, {
    method: request.method ?? 'GET',
    queueName,
    onMessages: url.pathname.split('/')[3] === 'messages',
    messageId,
    query: url.searchParams,
    body,
    now: Date.now(),
  });
  response.writeHead(result.status, {
    'x-ms-version': String(request.headers['x-ms-version'] ?? ''),
    date: new Date().toUTCString(),
    'content-type': 'application/xml',
    ...result.headers,
  });
  response.end(request.method === 'HEAD' ? undefined : result.body);
}

/** Starts the small queue server. */
export async function startSmallQueue(port: number): Promise<RunningService> {
  const queues = new Map<string, Queue>();
  const httpServer = createServer((request, response) => {
    handle(queues, request, response).catch(() => response.destroy());
  });
  httpServer.keepAliveTimeout = 30_000;
  await new Promise<void>((resolve, reject) => {
    httpServer.once('error', reject);
    httpServer.listen(port, '127.0.0.1', resolve);
  });
  return {
    httpServer,
    close: async () => {
      const closed = new Promise<void>((resolve) => httpServer.close(() => resolve()));
      httpServer.closeAllConnections();
      await closed;
    },
  };
}
