import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { errorText, type Logger } from '../log';
import { portError } from '../port';
import { runFunction, type RunningApp } from '../running-app';
import { BodyTooLarge, readBody, toHttpData } from './request';
import { sendResponse } from './response';
import { findEndpoint, routeTable } from './table';

/** The key of functions whose auth level is not anonymous, in `x-functions-key` or `?code=`. */
export const localFunctionKey = 'local';

export interface HttpServer {
  url: string;
  /** Serves the HTTP functions of an app; until then every call is answered 503. */
  serve(running: RunningApp): void;
  /** Takes no new call; resolves when those running have been answered. */
  close(): Promise<void>;
  /** Cuts what is still running. */
  abort(): void;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<unknown>;

/** Listens on 127.0.0.1. */
export async function startHttpServer(port: number, logger: Logger): Promise<HttpServer> {
  let handle: Handler = (_, response) => end(response, 503);
  const running = new Set<Promise<unknown>>();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await handle(request, response);
    } catch (error) {
      if (error instanceof BodyTooLarge) {
        response.writeHead(413, { connection: 'close' }).end();
        return;
      }
      if (request.destroyed && !request.complete) return; // the caller has gone
      logger('error', 'host', `${request.method ?? ''} ${request.url ?? ''}: ${errorText(error)}`);
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    }
  }

  const server = createServer((request, response) => {
    // Until the function has ended, and the answer has left or the caller has gone.
    const over = new Promise<void>((resolve) => response.once('close', resolve));
    const answering = Promise.all([over, answer(request, response)]).finally(() => running.delete(answering));
    running.add(answering);
  });
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    throw portError(error, port, 'STEWARD_PORT');
  }
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    serve: (app) => {
      handle = appHandler(app);
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      while (running.size > 0) await Promise.all(running);
      // What is left are connections kept open for a next call, or for a first one.
      server.closeAllConnections();
      await closed;
    },
    abort: () => server.closeAllConnections(),
  };
}

function appHandler(running: RunningApp): Handler {
  const table = routeTable(running.app, running.settings.routePrefix);
  return async (request, response) => {
    const url = urlOf(request);
    if (url === undefined) return end(response, 400);
    const found = findEndpoint(table, request.method ?? 'GET', url.pathname);
    if (found === undefined) return end(response, 404);
    const { endpoint, parameters } = found;
    const key = request.headers['x-functions-key'] ?? url.searchParams.get('code');
    if (endpoint.needsKey && key !== localFunctionKey) return end(response, 401);
    const result = await runFunction(running, endpoint.registered, {
      binding: endpoint.binding,
      data: toHttpData(request, url, parameters, await readBody(request)),
      traceParent: request.headers['traceparent']?.toString(),
      traceState: request.headers['tracestate']?.toString(),
    });
    sendResponse(response, result.returnValue);
  };
}

function end(response: ServerResponse, status: number): Promise<void> {
  response.writeHead(status).end();
  return Promise.resolve();
}

function urlOf(request: IncomingMessage): URL | undefined {
  const base = `http://${request.headers.host ?? '127.0.0.1'}`;
  if (!URL.canParse(base)) return undefined;
  const target = request.url ?? '/';
  return URL.canParse(target, base) ? new URL(target.replace(/^\/+/, '/'), base) : undefined;
}
