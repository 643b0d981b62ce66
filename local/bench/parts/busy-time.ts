import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Milliseconds in which a server of this process was answering at least one call: what passes while several are under way
 * counts once. https://nodejs.org/api/diagnostics_channel.html#http
 */
export function measureBusyTime(port: number): () => number {
  let underWay = 0;
  let since = 0;
  let total = 0;

  subscribe('http.server.request.start', (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    if (request.socket.localPort !== port) return;
    if (underWay === 0) since = performance.now();
    underWay += 1;
    // Also when the connection is cut before the answer is written.
    response.once('close', () => {
      underWay -= 1;
      if (underWay === 0) total += performance.now() - since;
    });
  });
  return () => total + (underWay > 0 ? performance.now() - since : 0);
}
