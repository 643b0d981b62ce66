import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './root';

interface BuildScript {
  buildApp: () => Promise<unknown>;
  buildLocal: () => Promise<unknown>;
}

/** The build script, by its address: programs are bundled, and it must not be. */
export async function buildScript(): Promise<BuildScript> {
  return (await import(pathToFileURL(join(root, 'local', 'build.mjs')).href)) as BuildScript;
}
