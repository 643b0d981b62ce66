import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LogLevel } from './core/types';
import { RuntimeError } from './runtime-error';

/** What the runtime heeds of host.json. https://learn.microsoft.com/azure/azure-functions/functions-host-json */
export interface HostSettings {
  routePrefix: string;
  logLevel: LogLevel;
  queues: QueueSettings;
}

export interface QueueSettings {
  batchSize: number;
  newBatchThreshold: number;
  maxDequeueCount: number;
  maxPollingIntervalMs: number;
  /** How long a message waits after a failed run. */
  visibilityTimeoutMs: number;
  messageEncoding: 'base64' | 'none';
}

type Json = Record<string, unknown>;

function section(json: Json, name: string): Json {
  const value = json[name] ?? {};
  if (typeof value !== 'object' || Array.isArray(value)) throw new RuntimeError(`host.json: "${name}" is no object.`);
  return value as Json;
}

function integer(json: Json, name: string, fallback: number, min: number, max: number): number {
  const value = json[name] ?? fallback;
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw new RuntimeError(`host.json: "${name}" must be a whole number from ${String(min)} to ${String(max)}.`);
}

function text(json: Json, name: string, fallback: string, allowed?: readonly string[]): string {
  const value = json[name] ?? fallback;
  if (typeof value === 'string') {
    if (allowed === undefined) return value;
    const found = allowed.find((one) => one.toLowerCase() === value.toLowerCase());
    if (found !== undefined) return found;
  }
  throw new RuntimeError(`host.json: "${name}" must be ${allowed?.join(' or ') ?? 'a text'}.`);
}

/** Times are written as in .NET: `hh:mm:ss`. */
function duration(json: Json, name: string, fallback: string): number {
  const found = /^(?:(\d+)\.)?(\d\d):(\d\d):(\d\d(?:\.\d{1,7})?)$/.exec(text(json, name, fallback));
  if (found === null) throw new RuntimeError(`host.json: "${name}" must be a time like 00:01:00.`);
  const [, days = '0', hours, minutes, seconds] = found;
  return (Number(days) * 86_400 + Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
}

/** A misspelt or unsupported setting would silently be something else than in Azure. */
function onlyKnown(json: Json, name: string, known: readonly string[]): Json {
  const unknown = Object.keys(json).find((key) => !known.includes(key));
  if (unknown === undefined) return json;
  throw new RuntimeError(`host.json: extensions.${name}: "${unknown}" is not known to the local runtime.`);
}

const queueKeys = [
  'batchSize',
  'newBatchThreshold',
  'maxDequeueCount',
  'maxPollingInterval',
  'visibilityTimeout',
  'messageEncoding',
];

const logLevels = ['trace', 'debug', 'information', 'warning', 'error', 'critical', 'none'] as const;

/** Makes settings of the content of a host.json. */
export function parseHostJson(json: Json): HostSettings {
  const extensions = section(json, 'extensions');
  const queues = onlyKnown(section(extensions, 'queues'), 'queues', queueKeys);
  const http = onlyKnown(section(extensions, 'http'), 'http', ['routePrefix']);
  const batchSize = integer(queues, 'batchSize', 16, 1, 32);
  const logLevel = text(section(section(json, 'logging'), 'logLevel'), 'default', 'information', logLevels);
  return {
    routePrefix: text(http, 'routePrefix', 'api').replace(/^\/+|\/+$/g, ''),
    logLevel: logLevel as LogLevel,
    queues: {
      batchSize,
      newBatchThreshold: integer(queues, 'newBatchThreshold', Math.floor(batchSize / 2), 0, 1000),
      maxDequeueCount: integer(queues, 'maxDequeueCount', 5, 1, 1_000_000),
      maxPollingIntervalMs: duration(queues, 'maxPollingInterval', '00:01:00'),
      visibilityTimeoutMs: duration(queues, 'visibilityTimeout', '00:00:00'),
      messageEncoding: text(queues, 'messageEncoding', 'base64', ['base64', 'none']) as 'base64' | 'none',
    },
  };
}

/** Reads the host.json of a folder. */
export function readHostJson(folder: string): HostSettings {
  const path = join(folder, 'host.json');
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new RuntimeError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new RuntimeError(`${path} is no object.`);
  return parseHostJson(json as Json);
}
