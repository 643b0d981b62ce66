// Route templates of the Functions host (ASP.NET Core routing, the part function apps use):
// https://learn.microsoft.com/azure/azure-functions/functions-bindings-http-webhook-trigger#customize-the-http-endpoint
import { RuntimeError } from '../runtime-error';

interface Part {
  kind: 'literal' | 'parameter' | 'rest';
  /** A literal's text in lower case, or a parameter's name. */
  text: string;
  optional: boolean;
  allows: ((value: string) => boolean)[];
}

export interface Route {
  parts: Part[];
  /** Smaller comes first: literal before constrained parameter before parameter before rest, part by part. */
  precedence: string;
}

const integer = (min: bigint, max: bigint) => (value: string) =>
  /^[+-]?\d{1,19}$/.test(value) && BigInt(value.replace('+', '')) >= min && BigInt(value.replace('+', '')) <= max;

const constraints: Record<string, (argument: string) => (value: string) => boolean> = {
  int: () => integer(-(2n ** 31n), 2n ** 31n - 1n),
  long: () => integer(-(2n ** 63n), 2n ** 63n - 1n),
  bool: () => (value) => /^(true|false)$/i.test(value),
  guid: () => (value) => /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i.test(value),
  alpha: () => (value) => /^[a-z]*$/i.test(value),
  decimal: () => (value) => /^[+-]?\d+(\.\d+)?$/.test(value),
  datetime: () => (value) => !Number.isNaN(Date.parse(value)),
  min: (least) => (value) => /^-?\d+$/.test(value) && Number(value) >= Number(least),
  max: (most) => (value) => /^-?\d+$/.test(value) && Number(value) <= Number(most),
  minlength: (least) => (value) => value.length >= Number(least),
  maxlength: (most) => (value) => value.length <= Number(most),
  length: (exact) => (value) => value.length === Number(exact),
  regex: (pattern) => (value) => new RegExp(pattern, 'i').test(value),
};

function constraint(text: string, template: string): (value: string) => boolean {
  const [, name = '', argument = ''] = /^(\w+)(?:\((.*)\))?$/.exec(text) ?? [];
  const make = constraints[name];
  if (make === undefined) throw new RuntimeError(`Route "${template}": unknown constraint "${text}".`);
  return make(argument);
}

function parsePart(text: string, template: string): Part {
  if (!text.includes('{')) return { kind: 'literal', text: text.toLowerCase(), optional: false, allows: [] };
  const [, stars = '', name, rules = '', optional = ''] = /^\{(\*{0,2})(\w+)((?::[^?]+)*)(\??)\}$/.exec(text) ?? [];
  if (name === undefined) throw new RuntimeError(`Route "${template}": the part "${text}" is not supported.`);
  return {
    kind: stars === '' ? 'parameter' : 'rest',
    text: name,
    optional: optional !== '' || stars !== '',
    allows: rules
      .split(':')
      .slice(1)
      .map((rule) => constraint(rule, template)),
  };
}

const rank = { literal: '1', constrained: '2', parameter: '3', constrainedRest: '4', rest: '5' };

function rankOf(part: Part): string {
  if (part.kind === 'literal') return rank.literal;
  if (part.kind === 'rest') return part.allows.length > 0 ? rank.constrainedRest : rank.rest;
  return part.allows.length > 0 ? rank.constrained : rank.parameter;
}

/** Parses a route template such as `requests/{id}/{verb?}`. */
export function parseRoute(template: string): Route {
  const texts = template.split('/').filter((text) => text !== '');
  const parts = texts.map((text) => parsePart(text, template));
  return { parts, precedence: parts.map(rankOf).join('') };
}

function decode(text: string): string {
  try {
    // A slash inside a value stays encoded, as the host leaves it.
    return text.split(/%2f/i).map(decodeURIComponent).join('%2F');
  } catch {
    return text;
  }
}

/** The parameters of a path that fits the route, else undefined. */
export function matchRoute(route: Route, path: string): Record<string, string> | undefined {
  const values = path.replace(/^\/|\/$/g, '').split('/');
  if (values.length === 1 && values[0] === '') values.pop();
  const parameters: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [index, part] of route.parts.entries()) {
    const taken = part.kind === 'rest' ? values.slice(index) : values.slice(index, index + 1);
    if (taken.length === 0) {
      if (part.optional) continue;
      return undefined;
    }
    const value = taken.map(decode).join('/');
    if (part.kind === 'literal') {
      if (value.toLowerCase() !== part.text) return undefined;
      continue;
    }
    if (value === '' && !part.optional) return undefined;
    if (!part.allows.every((allows) => allows(value))) return undefined;
    parameters[part.text] = value;
    if (part.kind === 'rest') return parameters;
  }
  return values.length <= route.parts.length ? { ...parameters } : undefined;
}
