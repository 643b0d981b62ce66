import type { ErrorCode } from './error-codes';
import { StewardError, UpstreamError } from './errors';
import { currentTrace } from './trace';

/** All that can be logged. Ids, codes and counts only: no text that came from a caller or from Microsoft. */
export interface LogFields {
  readonly requestId?: string;
  readonly customerId?: string;
  readonly tenantId?: string;
  readonly action?: string;
  readonly effect?: string;
  readonly attempt?: number;
  readonly chunk?: string | number;
  readonly code?: ErrorCode | 'UNEXPECTED';
  readonly upstreamService?: string;
  readonly upstreamStatus?: number;
  readonly upstreamCode?: string;
  readonly upstreamCorrelationId?: string;
  readonly durationMs?: number;
  readonly count?: number;
}

const fieldNames = [
  'requestId',
  'customerId',
  'tenantId',
  'action',
  'effect',
  'attempt',
  'chunk',
  'code',
  'upstreamService',
  'upstreamStatus',
  'upstreamCode',
  'upstreamCorrelationId',
  'durationMs',
  'count',
] as const satisfies readonly (keyof LogFields)[];

export type LogLevel = 'info' | 'warn' | 'error';
/** Takes one finished line. */
export type LogSink = (line: string, level: LogLevel) => void;

/** A name of the form `area.what-happened`, known when the code is written: never built from values. */
export type LogEvent = `${string}.${string}`;

export type Log = Readonly<Record<LogLevel, (event: LogEvent, fields?: LogFields) => void>>;

/** One JSON line an event. The Functions host takes over what is written to the console. */
export function createLog(sink: LogSink = toConsole, now: () => Date = () => new Date()): Log {
  const write =
    (level: LogLevel) =>
    (event: LogEvent, fields: LogFields = {}) => {
      // By name, not by spreading: an object with more than its type says cannot leak.
      const allowed = Object.fromEntries(
        fieldNames.flatMap((name) => (fields[name] === undefined ? [] : [[name, short(fields[name])]])),
      );
      const traceId = currentTrace()?.traceId;
      sink(
        JSON.stringify({
          at: now().toISOString(),
          level,
          event,
          ...allowed,
          ...(traceId === undefined ? {} : { traceId }),
        }),
        level,
      );
    };
  return { info: write('info'), warn: write('warn'), error: write('error') };
}

/** What may be told of a fault: never its message. */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof StewardError)) return { code: 'UNEXPECTED' };
  if (!(error instanceof UpstreamError)) return { code: error.code };
  const { service, status, code, correlationId } = error.upstream;
  return {
    code: error.code,
    upstreamService: service,
    ...(status === undefined ? {} : { upstreamStatus: status }),
    ...(code === undefined ? {} : { upstreamCode: code }),
    ...(correlationId === undefined ? {} : { upstreamCorrelationId: correlationId }),
  };
}

function short(value: string | number): string | number {
  return typeof value === 'string' ? value.slice(0, 200) : value;
}

function toConsole(line: string, level: LogLevel): void {
  if (level === 'info') console.log(line);
  else if (level === 'warn') console.warn(line);
  else console.error(line);
}
