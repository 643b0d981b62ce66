import { format } from 'node:util';
import { logTo, type Logger } from '../runtime/log';

export interface Logging {
  /** For the runtime. */
  logger: Logger;
  /** While quiet, only errors are written. */
  quiet: boolean;
}

/** Sends what the app logs to standard error, as the Functions host takes over the console of its worker. */
export function takeOverConsole(write: (text: string) => void = (text) => void process.stderr.write(text)): Logging {
  const all = logTo(write, 'information');
  const errors = logTo(write, 'error');
  const logging: Logging = {
    quiet: false,
    logger: (level, source, message) => (logging.quiet ? errors : all)(level, source, message),
  };
  const line =
    (isError: boolean) =>
    (...values: unknown[]) => {
      if (isError || !logging.quiet) write(`${format(...values)}\n`);
    };
  Object.assign(console, {
    log: line(false),
    info: line(false),
    debug: line(false),
    warn: line(false),
    error: line(true),
  });
  return logging;
}
