import type { LogLevel } from './core/types';

/** Takes one log line of a function, or of the runtime itself (`host`). */
export type Logger = (level: LogLevel, source: string, message: string) => void;

const levels: readonly LogLevel[] = ['trace', 'debug', 'information', 'warning', 'error', 'critical', 'none'];

/** Writes lines of at least a level, one line each, with the time. */
export function logTo(write: (line: string) => void, minimum: LogLevel): Logger {
  return (level, source, message) => {
    if (levels.indexOf(level) < levels.indexOf(minimum)) return;
    write(`${new Date().toISOString()} ${level} [${source}] ${message.replaceAll('\n', '\n  ')}\n`);
  };
}

/** The text of an error with its stack, for a log. */
export function errorText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
