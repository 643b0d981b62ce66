import { readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { root } from '../start/root';

/** One place of a source file, to be read otherwise. */
export interface Rewrite {
  /** Below the project's folder. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** Ids made in one trial must not depend on the trial before: the package remembers the latest time it has seen. */
const own: readonly Rewrite[] = [
  {
    file: 'node_modules/uuid/dist-node/v7.js',
    from: 'updateV7State(_state, now, rnds);',
    to: '_state.msecs = -Infinity; updateV7State(_state, now, rnds);',
  },
];

/** The product and the simulation in one file, with some places rewritten; a place that is not there is a fault. */
export async function bundle(rewrites: readonly Rewrite[], outfile: string): Promise<void> {
  const all = [...own, ...rewrites];
  const done = new Set<Rewrite>();
  await build({
    absWorkingDir: root,
    entryPoints: ['local/simulate/thread.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    sourcemap: 'inline',
    logLevel: 'warning',
    // Never loaded here: what they would reach is not there.
    external: ['@azure/*', 'undici', 'undici/*'],
    plugins: [rewriting(all, done)],
  });
  const missed = all.find((rewrite) => !done.has(rewrite));
  if (missed) throw new Error(`${missed.file} is not part of the simulation any more.`);
}

function rewriting(rewrites: readonly Rewrite[], done: Set<Rewrite>): Plugin {
  return {
    name: 'rewriting',
    setup(building) {
      building.onLoad({ filter: /\.[jt]s$/ }, async ({ path }) => {
        const file = relative(root, path).split(sep).join('/');
        const own = rewrites.filter((rewrite) => rewrite.file === file);
        if (own.length === 0) return undefined;
        let contents = await readFile(join(root, file), 'utf8');
        for (const rewrite of own) {
          const parts = contents.split(rewrite.from);
          if (parts.length !== 2) throw new Error(`${file} has ${String(parts.length - 1)} times: ${rewrite.from}`);
          contents = parts.join(rewrite.to);
          done.add(rewrite);
        }
        return { contents, loader: file.endsWith('.ts') ? 'ts' : 'js' };
      });
    },
  };
}
