import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { RuntimeError } from '../runtime/runtime-error';

/** Where the local programs listen and keep their data. */
export interface LocalSettings {
  port: number;
  cloudPort: number;
  /** Blob; queue and table take the next two. */
  storagePort: number;
  /** Keeps storage and the cloud's state between starts; absent: memory. */
  dataFolder: string | undefined;
}

export function readSettings(env: NodeJS.ProcessEnv = process.env): LocalSettings {
  const data = env['STEWARD_DATA'];
  return {
    port: port(env, 'STEWARD_PORT', 7071, 65_535),
    cloudPort: port(env, 'STEWARD_CLOUD_PORT', 7072, 65_535),
    storagePort: port(env, 'STEWARD_STORAGE_PORT', 10_000, 65_533),
    dataFolder: data === undefined || data === '' ? undefined : writableFolder(resolve(data)),
  };
}

/** 0 takes a free port. */
function port(env: NodeJS.ProcessEnv, name: string, fallback: number, highest: number): number {
  const text = env[name] ?? '';
  if (text === '') return fallback;
  if (/^\d{1,5}$/.test(text) && Number(text) <= highest) return Number(text);
  throw new RuntimeError(`${name} must be a port from 1 to ${String(highest)}, or 0 for a free one; it is "${text}".`);
}

/** Not mkdir's own recursion: on Linux it never returns below a folder that takes no new ones, such as /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}

function writableFolder(folder: string): string {
  try {
    makeFolder(folder);
    accessSync(`${folder}/.`, constants.W_OK | constants.X_OK);
    return folder;
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new RuntimeError(`STEWARD_DATA: the folder ${folder} cannot be written (${reason}).`);
  }
}
