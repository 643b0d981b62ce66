// Runs the programs as npm does, in processes of their own.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, onTestFinished } from 'vitest';
import { buildScript } from '../start/build';
import { root } from '../start/root';

export interface Running {
  process: ChildProcess;
  /** All it has printed so far. */
  stdout: () => string;
  stderr: () => string;
  /** Resolves with the line `Ready`. */
  ready: () => Promise<void>;
  ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
}

/** Builds what the tests of a file start. */
export function builtPrograms(): void {
  beforeAll(async () => {
    const { buildApp, buildLocal } = await buildScript();
    await Promise.all([buildApp(), buildLocal()]);
  });
}

/** Starts a program; whatever is left of it is killed when the test is finished. */
export function start(program: string[], env: Record<string, string> = {}, command = process.execPath): Running {
  const args =
    command === process.execPath ? [join('dist', 'local', `${program[0] ?? ''}.js`), ...program.slice(1)] : program;
  const child = spawn(command, args, {
    cwd: root,
    // Not the settings of whoever runs the tests.
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: tmpdir(),
      STEWARD_PORT: '0',
      STEWARD_CLOUD_PORT: '0',
      STEWARD_STORAGE_PORT: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }));
  const running = { process: child, stdout: () => stdout, stderr: () => stderr, ended };
  return { ...running, ready: () => printed(running, /^Ready {2}/m) };
}

/** Resolves once a program has printed something; rejects when it ends without. */
export function printed({ process: child, stdout, stderr }: Omit<Running, 'ready'>, text: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (text.test(stdout())) resolve();
      else if (child.exitCode !== null) reject(new Error(`Ended without ${String(text)}: ${stdout()}${stderr()}`));
    };
    child.stdout?.on('data', look);
    child.on('close', look);
    look();
  });
}

/** The address a program has said it has. */
export function address(running: Running, name: 'app' | 'cloud'): string {
  return new RegExp(`${name} (http://\\S+)`).exec(running.stdout())?.[1] ?? '';
}

/** A port of this machine, and as many after it, that nothing listens on. */
export async function freePorts(count: number): Promise<number> {
  for (;;) {
    const first = 20_000 + Math.floor(Math.random() * 20_000);
    const servers = await Promise.allSettled(Array.from({ length: count }, (_, index) => listen(first + index)));
    for (const server of servers) if (server.status === 'fulfilled') server.value.close();
    if (servers.every(({ status }) => status === 'fulfilled')) return first;
  }
}

export async function listen(port: number): Promise<Server> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'steward-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
