// Stands between the product and storage, and loses answers as a network does.
import { createServer, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Storage } from '../runtime/storage';

export type Meddle = (call: {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}) => 'pass' | 'dropBefore' | 'dropAfter';

/** A connection string whose table calls go through `meddle` first. The proxy ends with the test. */
export async function tableProxy(storage: Storage, meddle: Meddle): Promise<string> {
  const server = createServer((incoming, answer) => {
    void (async () => {
      const body = await bodyOf(incoming);
      const { method = 'GET', url: path = '/', headers } = incoming;
      const fate = meddle({ method, path, body: body.toString() });
      if (fate === 'dropBefore') {
        incoming.socket.destroy();
        return;
      }
      const onward = request({ host: '127.0.0.1', port: storage.tablePort, method, path, headers }, (reply) => {
        void bodyOf(reply).then((text) => {
          if (fate === 'dropAfter') incoming.socket.destroy();
          else answer.writeHead(reply.statusCode ?? 500, reply.headers).end(text);
        });
      });
      onward.on('error', () => incoming.socket.destroy());
      onward.end(body);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return storage.connectionString.replace(`:${String(storage.tablePort)}/`, `:${String(port)}/`);
}

async function bodyOf(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
