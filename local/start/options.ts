import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { RuntimeError } from '../runtime/runtime-error';

/** Reads a program's options; one it does not know is a fault. */
export function readOptions<Names extends string>(
  names: readonly Names[],
  args = process.argv.slice(2),
): { given: ReadonlySet<Names>; files: string[] } {
  const options: ParseArgsOptionsConfig = Object.fromEntries(names.map((name) => [name, { type: 'boolean' }]));
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    return { given: new Set(names.filter((name) => values[name] === true)), files: positionals };
  } catch {
    const known = new Set<string>(names.map((name) => `--${name}`));
    const unknown = args.find((one) => one.startsWith('-') && !known.has(one)) ?? args.join(' ');
    throw new RuntimeError(`${unknown} is not known here; there is ${[...known].join(', ') || 'no option'}.`);
  }
}

/** For programs that take no file. */
export function refuseFiles(files: readonly string[]): void {
  if (files[0] !== undefined) throw new RuntimeError(`${files[0]} is not known here: no file is expected.`);
}
