// `npm run gen` writes the generated files; with `--check` it only names those that are out of date.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { catalogue } from '../../shared/actions/catalogue';
import { settings } from '../../shared/config';
import type { Artefact } from '../../shared/derived/artefact';
import { artefacts, generatedFolders } from '../../shared/derived/artefacts';
import { errorCodes } from '../../shared/error-codes';

const root = join(__dirname, '..', '..');

const textOf = (path: string): string | undefined =>
  existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined;

/** The whole file as it should be, formatted like all others. */
async function wanted({ path, content, between }: Artefact): Promise<string> {
  const text = between === undefined ? content : replaceBetween(path, between, content);
  return await format(text, { ...(await resolveConfig(join(root, path))), filepath: path });
}

function replaceBetween(path: string, name: string, content: string): string {
  const [before, rest = ''] = (textOf(path) ?? '').split(`<!-- ${name} -->`);
  const [, after] = rest.split(`<!-- /${name} -->`);
  if (before === undefined || after === undefined)
    throw new Error(`${path} has no <!-- ${name} --> … <!-- /${name} -->.`);
  return `${before}<!-- ${name} -->\n\n${content}\n<!-- /${name} -->${after}`;
}

async function main(): Promise<void> {
  const checking = process.argv.includes('--check');
  const files = new Map<string, string>();
  for (const artefact of artefacts({ settings, errorCodes, catalogue })) {
    files.set(artefact.path, await wanted(artefact));
  }
  const changed = [...files].filter(([path, text]) => textOf(path) !== text);
  const leftOver = generatedFolders
    .flatMap((folder) =>
      existsSync(join(root, folder)) ? readdirSync(join(root, folder)).map((name) => `${folder}/${name}`) : [],
    )
    .filter((path) => !files.has(path));

  if (checking) {
    for (const [path] of changed) console.error(`${path} is out of date: npm run gen`);
    for (const path of leftOver) console.error(`${path} is left over: npm run gen`);
    if (changed.length + leftOver.length > 0) process.exitCode = 1;
    return;
  }
  for (const [path, text] of changed) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    console.log(`wrote ${path}`);
  }
  for (const path of leftOver) {
    rmSync(join(root, path));
    console.log(`removed ${path}`);
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
