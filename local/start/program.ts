import { ConfigurationError } from '../../shared/errors';
import { errorText } from '../runtime/log';
import { RuntimeError } from '../runtime/runtime-error';
import { onNpmGone } from './npm';

/** How long an end may take before the process ends regardless. */
const closeMs = 12_000;

/** A running local program: what it has started, and whether it is to end. */
export interface Program {
  /** Aborted once the program is to end. */
  readonly stopping: AbortSignal;
  /** To be closed at the end, the latest first. */
  opened(resource: { close(): Promise<void> }): void;
  /** The exit code when a signal ends the program from now on. */
  interruptedCode: number;
}

/**
 * Runs a program to its end. `main` gives an exit code, or nothing to stay up until a signal, or the end of the npm that
 * started it. A fault of set-up is one line and exit code 1.
 */
export function runProgram(main: (program: Program) => Promise<number | undefined>): void {
  const stop = new AbortController();
  const opened: { close(): Promise<void> }[] = [];
  const program: Program = {
    stopping: stop.signal,
    opened: (resource) => void opened.push(resource),
    interruptedCode: 0,
  };

  async function end(code: number): Promise<never> {
    if (stop.signal.aborted) return await new Promise(() => undefined);
    stop.abort();
    setTimeout(() => process.exit(code), closeMs).unref();
    for (const resource of opened.reverse()) await resource.close().catch(explain);
    // What has been printed may still be on its way.
    for (const stream of [process.stdout, process.stderr]) await new Promise((resolve) => stream.write('', resolve));
    process.exit(code);
  }

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (stop.signal.aborted && signal === 'SIGINT') process.exit(130); // asked twice: at once
      void end(program.interruptedCode);
    });
  }
  // Whoever read the output has gone.
  process.stdout.on('error', () => void end(program.interruptedCode));
  onNpmGone(() => void end(program.interruptedCode));
  main(program).then(
    (code) => (code === undefined ? undefined : end(code)),
    (error: unknown) => {
      if (!stop.signal.aborted) explain(error);
      return end(1);
    },
  );
}

/** One line for what people can mend; the whole stack for a fault of ours. */
function explain(error: unknown): void {
  const plain = error instanceof RuntimeError || error instanceof ConfigurationError;
  // Not by the console, which may be keeping lines back.
  process.stderr.write(`${plain ? error.message : errorText(error)}\n`);
}
