import { once } from 'node:events';
import { createServer } from 'node:net';
import { RuntimeError } from './runtime-error';

/** The fault of a port that cannot be listened on, naming it and the setting that changes it. */
export function portError(error: unknown, port: number, setting: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return new RuntimeError(`Port ${String(port)} is in use: set ${setting} to another.`);
  if (code === 'EACCES') return new RuntimeError(`Port ${String(port)} is not allowed: set ${setting} to another.`);
  return error;
}

/** Makes sure that a port can be listened on, for servers that touch their data before they listen. */
export async function requireFreePort(port: number, setting: string): Promise<void> {
  const probe = createServer();
  try {
    probe.listen(port, '127.0.0.1');
    await once(probe, 'listening');
  } catch (error) {
    throw portError(error, port, setting);
  }
  probe.close();
  await once(probe, 'close');
}
