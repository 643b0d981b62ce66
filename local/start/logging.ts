import { format } from 'node:util';
import { logTo, type Logger } from '../runtime/log';

const mostHeld = 200;

export interface Logging {
  /** For the runtime. */
  logger: Logger;
  /** Keeps lines back from now on, the latest of them at least. */
  hold: () => void;
  /** Lets lines through again, and with `show` also those kept back. */
  release: (show: boolean) => void;
}

/** Sends what the app logs to standard error, as the Functions host takes over the console of its worker. */
export function takeOverConsole(write: (text: string) => void = (text) => void process.stderr.write(text)): Logging {
  let held: string[] | undefined;
  const out = (text: string) => {
    if (held === undefined) write(text);
    else held = [...held, text].slice(-mostHeld);
  };
  const line = (...values: unknown[]) => out(`${format(...values)}\n`);
  Object.assign(console, { log: line, info: line, debug: line, warn: line, error: line });
  return {
    logger: logTo(out, 'information'),
    hold() {
      held ??= [];
    },
    release(show) {
      const lines = held ?? [];
      held = undefined;
      if (show) lines.forEach(write);
    },
  };
}
