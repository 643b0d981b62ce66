import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answer, type Call, ConnectionCut } from './wire';

const bodyLimit = 32 * 1024 * 1024;

export interface Listening {
  readonly origin: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Listens on the loopback address and hands every request to the handler. */
export async function listen(port: number, handle: (call: Call) => Promise<Answer>): Promise<Listening> {
  const server = createServer((request, response) => {
    void serve(request, response, handle);
  });
  // Clients keep connections open; closing an idle one while a request is on its way would look like a lost answer.
  server.keepAliveTimeout = 600_000;
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${String(address.port)}`,
    port: address.port,
    close: async () => {
      await close(server);
    },
  };
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  handle: (call: Call) => Promise<Answer>,
): Promise<void> {
  try {
    const body = hasBody(request) ? await read(request) : undefined;
    write(response, await handle(asCall(request, body)));
  } catch (error) {
    if (error instanceof ConnectionCut) {
      request.socket.destroy();
      return;
    }
    // A bug of the local cloud: say so instead of looking like a fault of Microsoft's.
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    write(response, { status: 500, body: { error: { code: 'LocalCloudBug', message } } });
  }
}

function hasBody(request: IncomingMessage): boolean {
  return request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyLimit) throw new ConnectionCut();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function asCall(request: IncomingMessage, body: string | undefined): Call {
  const url = request.url ?? '/';
  const at = url.indexOf('?');
  const path = at < 0 ? url : url.slice(0, at);
  return {
    method: request.method ?? 'GET',
    path,
    url,
    query: new URLSearchParams(at < 0 ? '' : url.slice(at + 1)),
    headers: request.headers as Record<string, string | undefined>,
    body: body === undefined ? undefined : { text: body },
    origin: `http://${request.headers.host ?? '127.0.0.1'}`,
  };
}

function write(response: ServerResponse, answer: Answer): void {
  if (response.headersSent || response.destroyed) return;
  const { status, headers, body } = answer;
  if (body === undefined) {
    response.writeHead(status, headers).end();
    return;
  }
  const text = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': text.length, ...headers })
    .end(text);
}
