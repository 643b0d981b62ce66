// Bodies of requests: names begin with a small letter or a capital, as the caller likes.
import { type Call, isObject, json } from '../wire';
import { refuse } from './errors';

export type Fields = Readonly<Record<string, unknown>>;

/** The body as an object with names in camel case. */
export function body(call: Call): Fields {
  const value = camelCased(json(call));
  return isObject(value) ? value : refuse(800002);
}

function camelCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCased);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name.charAt(0).toLowerCase() + name.slice(1), camelCased(each)]),
  );
}

/** A property that must be an object. */
export function part(fields: Fields, name: string): Fields {
  const value = fields[name];
  return isObject(value) ? value : refuse(3000, name);
}

/** A property that must be a text with something in it. */
export function text(fields: Fields, name: string, longest = 1024): string {
  const value = fields[name];
  return typeof value === 'string' && value.trim() !== '' && value.length <= longest ? value : refuse(3000, name);
}

/** A property that may be left out or empty. */
export function optionalText(fields: Fields, name: string, longest = 1024): string | undefined {
  const value = fields[name];
  return value === undefined || value === null || value === '' ? undefined : text(fields, name, longest);
}
