// Builds what ships (one CommonJS file) and the local programs. Used by every npm script that runs code.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  sourcemap: true,
  logLevel: 'warning',
  write: false,
};

/** Replaces each file whole, and only when it has changed: other processes may be loading it right now. */
function write({ outputFiles }) {
  for (const { path, contents } of outputFiles) {
    if (existsSync(path) && readFileSync(path).equals(contents)) continue;
    mkdirSync(dirname(path), { recursive: true });
    const whole = `${path}.${process.pid}`;
    writeFileSync(whole, contents);
    renameSync(whole, path);
  }
}

/**
 * Parts of packages that the app never runs and that would be a fifth of what ships: Zod's messages in languages other
 * than English, undici's experimental parser and the one for processors without SIMD (Node has needed it for years),
 * the checksum of blob uploads. Whatever asked for one would be told so.
 */
const unused = [
  [/[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/, 'export {};'],
  [/[\\/]undici[\\/]lib[\\/](milo[\\/](no-)?simd|llhttp[\\/]llhttp-wasm)\.js$/, 'throw new Error("Not shipped.");'],
  [/[\\/]storage-common[\\/]dist[\\/]esm[\\/]crc64\.js$/, 'export default () => { throw new Error("Not shipped."); };'],
];

const withoutUnused = {
  name: 'without-unused',
  setup({ onLoad }) {
    for (const [filter, contents] of unused) onLoad({ filter }, () => ({ contents }));
  },
};

/** The app as it ships: everything inside but the host's own module, which the host supplies at run time. */
export async function buildApp() {
  const result = await build({
    ...common,
    entryPoints: { functions: 'functions/index.ts' },
    outdir: 'dist',
    minify: true,
    sourcemap: false,
    splitting: false,
    external: ['@azure/functions-core'],
    plugins: [withoutUnused],
    metafile: true,
  });
  write(result);
  return result.metafile;
}

/** The programs under local/programs/: packages stay outside, they are never shipped. */
export async function buildLocal() {
  const folder = join(root, 'local', 'programs');
  const programs = existsSync(folder)
    ? readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    : [];
  const result = await build({
    ...common,
    entryPoints: Object.fromEntries(programs.map((name) => [name.slice(0, -3), `local/programs/${name}`])),
    outdir: 'dist/local',
    packages: 'external',
  });
  write(result);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  await Promise.all([buildApp(), buildLocal()]);
}
