import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { App } from '../core/app';
import { invoke } from '../core/invoke';
import { errorText, type Logger } from '../log';
import { RuntimeError } from '../runtime-error';
import { BodyTooLarge, readBody, toHttpData } from './request';
import { sendResponse } from './response';
import { findEndpoint, routeTable } from './table';

/** The key of functions whose auth level is not anonymous, in `x-functions-key` or `?code=`. */
export const localFunctionKey = 'local';

export interface HttpServer {
  url: string;
  /** Takes no new call; resolves when those running have been answered. */
  close(): Promise<void>;
  /** Cuts what is still running. */
  abort(): void;
}

function urlOf(request: IncomingMessage): URL | undefined {
  const base = `http://${request.headers.host ?? '127.0.0.1'}`;
  if (!URL.canParse(base)) return undefined;
  const target = request.url ?? '/';
  return URL.canParse(target, base) ? new URL(target.replace(/^\/+/, '/'), base) : undefined;
}

/** Serves the HTTP functions of an app on 127.0.0.1. */
export async function startHttpServer(app: App, prefix: string, port: number, logger: Logger): Promise<HttpServer> {
  const table = routeTable(app, prefix);

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = urlOf(request);
    if (url === undefined) return void response.writeHead(400).end();
    const found = findEndpoint(table, request.method ?? 'GET', url.pathname);
    if (found === undefined) return void response.writeHead(404).end();
    const { endpoint, parameters } = found;
    const key = request.headers['x-functions-key'] ?? url.searchParams.get('code');
    if (endpoint.needsKey && key !== localFunctionKey) return void response.writeHead(401).end();
    const body = await readBody(request);
    const result = await invoke(
      app,
      endpoint.registered,
      {
        binding: endpoint.binding,
        data: toHttpData(request, url, parameters, body),
        traceParent: request.headers['traceparent']?.toString(),
        traceState: request.headers['tracestate']?.toString(),
      },
      logger,
    );
    sendResponse(response, result.returnValue);
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (error instanceof BodyTooLarge) {
        response.writeHead(413, { connection: 'close' }).end();
        return;
      }
      if (request.destroyed && !request.complete) return; // the caller has gone
      logger('error', 'host', `${request.method ?? ''} ${request.url ?? ''}: ${errorText(error)}`);
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    });
  });
  await listen(server, port);
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
    abort: () => server.closeAllConnections(),
  };
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const busy = error.code === 'EADDRINUSE';
      reject(busy ? new RuntimeError(`Port ${String(port)} is in use: set STEWARD_PORT to another.`) : error);
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}
