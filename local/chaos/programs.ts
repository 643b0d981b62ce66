// Starts the local programs as people do, and sees to their end.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { connectionString } from '../runtime/storage/connection-string';
import { root } from '../start/root';

/** A program that has said `Ready`. */
export interface Program {
  /** What stands in its line `Ready`. */
  readonly ready: string;
  /** Resolves with the exit code, or the signal that ended it. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | string | null>;
}

export class Programs {
  readonly #children = new Set<ChildProcess>();

  constructor(private readonly dataFolder: string) {}

  cloud(): Promise<Program> {
    return this.#start('cloud', { STEWARD_CLOUD_PORT: '0', STEWARD_STORAGE_PORT: '0', STEWARD_DATA: this.dataFolder });
  }

  /** An app against a cloud that is ready. */
  app(cloud: Program): Promise<Program> {
    const storage = storageOf(cloud.ready);
    return this.#start('app', {
      STEWARD_PORT: '0',
      STEWARD_CLOUD_PORT: new URL(cloudUrlOf(cloud)).port,
      StewardStorage: storage,
      AzureWebJobsStorage: storage,
    });
  }

  /** Ends what still runs. */
  async close(): Promise<void> {
    await Promise.all([...this.#children].map((child) => endOf(child, 'SIGKILL')));
  }

  async #start(name: string, env: Readonly<Record<string, string>>): Promise<Program> {
    const child = spawn(process.execPath, [join(root, 'local', 'run.mjs'), name], {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#children.add(child);
    let said = '';
    const ready = await new Promise<string>((resolve, reject) => {
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => {
          said += text;
          const line = /^Ready .*$/m.exec(said)?.[0];
          if (line !== undefined) resolve(line);
        });
      }
      child.on('exit', () => {
        this.#children.delete(child);
        reject(new Error(`${name} has ended: ${said}`));
      });
    });
    return { ready, end: (signal) => endOf(child, signal) };
  }
}

async function endOf(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<number | string | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
  return child.signalCode ?? child.exitCode;
}

export function cloudUrlOf({ ready }: Program): string {
  return / cloud (\S+)/.exec(ready)?.[1] ?? '';
}

export function appUrlOf({ ready }: Program): string {
  return / app (\S+)/.exec(ready)?.[1] ?? '';
}

/** The storage a cloud tells of: `http://127.0.0.1:10000 (blob; queue 10001, table 10002)`. */
function storageOf(ready: string): string {
  const [, blob = '', queue = '', table = ''] = /:(\d+) \(blob; queue (\d+), table (\d+)\)/.exec(ready) ?? [];
  return connectionString({ blob: Number(blob), queue: Number(queue), table: Number(table) });
}
