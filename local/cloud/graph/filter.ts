// The part of OData's $filter that directory look-ups use: eq, ne, in, startsWith, and, or, not, parentheses.
// https://learn.microsoft.com/en-us/graph/filter-query-parameter
import { notImplemented, refuse } from './errors';

export type Predicate = (object: Readonly<Record<string, unknown>>) => boolean;

const tokenPattern = /\s*(?:('(?:[^']|'')*')|([\w@./#-]+)|([(),]))/gy;

/** Turns a $filter into a predicate. `known` tells which properties exist. */
export function parseFilter(text: string, known: (property: string) => boolean): Predicate {
  const lambda = /\/(?:any|all)\(|\/\$count/i.exec(text);
  if (lambda) notImplemented(`${lambda[0]} in $filter`);
  const tokens = tokenize(text);
  let at = 0;
  const peek = (): string | undefined => tokens[at]?.toLowerCase();
  const take = (): string => tokens[at++] ?? syntaxError(text);
  const expect = (wanted: string): void => {
    if (take().toLowerCase() !== wanted) syntaxError(text);
  };
  const property = (): string => {
    const name = take();
    if (!known(name)) unknownProperty(name);
    return name;
  };

  const or = (): Predicate => {
    const terms = [and()];
    while (peek() === 'or') terms.push((take(), and()));
    return (object) => terms.some((term) => term(object));
  };
  const and = (): Predicate => {
    const terms = [unary()];
    while (peek() === 'and') terms.push((take(), unary()));
    return (object) => terms.every((term) => term(object));
  };
  const unary = (): Predicate => {
    if (peek() === 'not') {
      take();
      const term = unary();
      return (object) => !term(object);
    }
    if (peek() === '(') {
      take();
      const inner = or();
      expect(')');
      return inner;
    }
    if (tokens[at + 1] === '(') return call();
    return comparison();
  };
  const call = (): Predicate => {
    const name = take();
    if (name.toLowerCase() !== 'startswith') notImplemented(`${name}() in $filter`);
    expect('(');
    const left = property();
    expect(',');
    const prefix = String(literal(take(), text)).toLowerCase();
    expect(')');
    return (object) => values(object[left]).some((value) => String(value).toLowerCase().startsWith(prefix));
  };
  const comparison = (): Predicate => {
    const left = property();
    const operator = take().toLowerCase();
    if (operator === 'in') {
      const list = literals();
      return (object) => values(object[left]).some((value) => list.some((right) => same(value, right)));
    }
    const right = literal(take(), text);
    if (operator === 'eq') return (object) => equal(object[left], right);
    if (operator === 'ne') return (object) => !equal(object[left], right);
    return notImplemented(`the operator ${operator} in $filter`);
  };
  const literals = (): unknown[] => {
    expect('(');
    const list = [literal(take(), text)];
    while (peek() === ',') list.push((take(), literal(take(), text)));
    expect(')');
    return list;
  };

  const predicate = or();
  return at === tokens.length ? predicate : syntaxError(text);
}

function tokenize(text: string): string[] {
  const tokens: string[] = [];
  let end = 0;
  for (const match of text.matchAll(tokenPattern)) {
    tokens.push(match[1] ?? match[2] ?? match[3] ?? '');
    end = match.index + match[0].length;
  }
  return text.slice(end).trim() === '' ? tokens : syntaxError(text);
}

function literal(token: string, text: string): unknown {
  if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
  if (token === 'true' || token === 'false') return token === 'true';
  if (token === 'null') return null;
  if (/^-?\d+$/.test(token)) return Number(token);
  // Ids are sometimes written without quotes.
  return /^[\da-f-]{36}$/i.test(token) ? token : syntaxError(text);
}

const values = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);

function equal(left: unknown, right: unknown): boolean {
  return right === null ? left === undefined || left === null : values(left).some((value) => same(value, right));
}

function same(left: unknown, right: unknown): boolean {
  return typeof left === 'string' && typeof right === 'string'
    ? left.toLowerCase() === right.toLowerCase()
    : left === right;
}

function syntaxError(text: string): never {
  return refuse(400, 'BadRequest', `Invalid filter clause: Syntax error in '${text}'.`);
}

function unknownProperty(name: string): never {
  return refuse(
    400,
    'BadRequest',
    `Invalid filter clause: Could not find a property named '${name}' on type 'microsoft.graph.directoryObject'.`,
  );
}
