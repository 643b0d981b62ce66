// Starts victims and hands them out; none outlives the test that closes this.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Writable } from 'node:stream';
import { build } from 'esbuild';
import { root } from '../start/root';
import type { Ending, Job } from './job';
import type { StepReport } from './steps';

/** How many wait, started, while one works. */
const ahead = 2;

export class Victims {
  readonly #waiting: Victim[] = [];
  readonly #all = new Set<Victim>();

  private constructor(
    private readonly folder: string,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  /** Builds the program and starts the first; `env` holds the settings of the app. */
  static async start(env: Readonly<Record<string, string>>): Promise<Victims> {
    const folder = await mkdtemp(join(tmpdir(), 'steward-victims-'));
    await build({
      absWorkingDir: root,
      entryPoints: { victim: 'local/chaos/victim.ts' },
      // With its packages inside it starts in a third of the time.
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node22',
      outdir: folder,
      logLevel: 'warning',
    });
    const victims = new Victims(folder, env);
    victims.#fill();
    return victims;
  }

  /** One that is started, or nearly so. */
  take(): Victim {
    const victim = this.#waiting.shift();
    if (!victim) throw new Error('No victim has been started.');
    this.#fill();
    return victim;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#all].map((victim) => victim.kill()));
    await rm(this.folder, { recursive: true, force: true });
  }

  #fill(): void {
    while (this.#waiting.length < ahead) {
      const script = join(this.folder, 'victim.js');
      // https://nodejs.org/api/module.html#module-compile-cache
      const env = { ...process.env, ...this.env, NODE_COMPILE_CACHE: join(this.folder, 'cache') };
      const child = spawn(process.execPath, [script], { env, stdio: ['pipe', 'pipe', 'pipe', 'pipe'] });
      const victim = new Victim(child);
      this.#all.add(victim);
      void victim.ended.then(() => this.#all.delete(victim));
      this.#waiting.push(victim);
    }
  }
}

export interface End {
  /** The signal it was ended by, or the code it ended with. */
  readonly by: NodeJS.Signals | number | null;
  /** The state in which it left the request, if it came to the end. */
  readonly state: string | undefined;
  readonly steps: readonly StepReport[];
  /** What it wrote to standard error. */
  readonly said: string;
}

export class Victim {
  readonly ended: Promise<End>;
  readonly #steps: StepReport[] = [];
  #onStep: (() => void) | undefined;

  constructor(private readonly child: ChildProcess) {
    this.ended = this.#watch();
  }

  /** Gives it its work; resolves when it has ended. */
  async run(job: Job): Promise<End> {
    this.child.stdin?.write(`${JSON.stringify(job)}\n`);
    return this.ended;
  }

  /** Resolves when it has told so many steps, or has ended. */
  async reached(count: number): Promise<void> {
    const told = new Promise<void>((resolve) => {
      this.#onStep = () => {
        if (this.#steps.length >= count) resolve();
      };
      this.#onStep();
    });
    await Promise.race([told, this.ended]);
  }

  /** Lets one that was stopped go on, at this time. */
  wake(clockOffsetMs: number): void {
    (this.child.stdio[3] as Writable).write(String(clockOffsetMs));
    this.child.kill('SIGCONT');
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  async #watch(): Promise<End> {
    const { child } = this;
    let said = '';
    let state: string | undefined;
    // Its end is told by its exit, not by a pipe that has no reader any more.
    for (const stream of [child.stdin, child.stdio[3]]) stream?.on('error', () => undefined);
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
    if (!child.stdout) throw new Error('A victim without standard output.');
    createInterface({ input: child.stdout }).on('line', (line) => {
      const told = JSON.parse(line) as StepReport | Ending;
      if ('state' in told) ({ state } = told);
      else this.#steps.push(told);
      this.#onStep?.();
    });
    const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    return { by: signal ?? code, state, steps: this.#steps, said };
  }
}
