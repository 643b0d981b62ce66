import { parseArgs } from 'node:util';
import { RuntimeError } from '../runtime/runtime-error';

/** Reads options that take a whole number; those not given have their default. */
export function readNumbers<Name extends string>(
  defaults: Readonly<Record<Name, number>>,
  args = process.argv.slice(2),
): Record<Name, number> {
  const names = Object.keys(defaults) as Name[];
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  try {
    const { values } = parseArgs({ args, options });
    return Object.fromEntries(names.map((name) => [name, numberOf(values[name]) ?? defaults[name]])) as Record<
      Name,
      number
    >;
  } catch {
    const known = names.map((name) => `--${name} N`).join(', ');
    throw new RuntimeError(
      `${args.join(' ')} is not known here; there is ${known}, each with a whole number above zero.`,
    );
  }
}

function numberOf(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || !/^[1-9]\d{0,8}$/.test(value)) throw new Error('No number.');
  return Number(value);
}
