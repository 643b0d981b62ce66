import type { ErrorCode } from '../error-codes';
import { InputError } from '../errors';
import type { Json } from '../json';
import { toPointer } from './pointer';

const mostLevels = 64;
const ordinaryValues = 50_000;

const blank = /[ \t\n\r]*/y;
const text = /"[\x20-\x21\x23-\x5b\x5d-\uffff]*(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4})[\x20-\x21\x23-\x5b\x5d-\uffff]*)*"/y;
const scalar = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** Copied from object to object, these would reach prototypes. */
const prototypeKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Parses JSON from a caller. Unlike JSON.parse it refuses what two readers may read differently (a key given twice, halves
 * of characters), keys that name prototypes, and what is nested or long beyond reason; and it says where.
 */
export function parseStrictJson(source: string, mostValues = ordinaryValues): Json {
  const path: (string | number)[] = [];
  let at = 0;
  let values = 0;

  function fail(detail: string, code: ErrorCode = 'BODY_MALFORMED'): never {
    const before = source.slice(0, at).split('\n');
    const place = `line ${String(before.length)}, column ${String((before.at(-1)?.length ?? 0) + 1)}`;
    throw new InputError(code, `${detail} (${place}).`, { errors: [{ pointer: toPointer(path), detail }] });
  }

  function take(pattern: RegExp): string | undefined {
    pattern.lastIndex = at;
    const found = pattern.exec(source)?.[0];
    at += found?.length ?? 0;
    return found;
  }

  function takeText(): string | undefined {
    const found = take(text);
    if (found === undefined) return undefined;
    const value = JSON.parse(found) as string;
    if (/\p{Surrogate}/u.test(value)) fail('A text holds half a character');
    return value;
  }

  /** Takes the character, with the blanks after it. */
  function skip(character: string): boolean {
    if (source[at] !== character) return false;
    at += 1;
    take(blank);
    return true;
  }

  function unexpected(): never {
    fail(at < source.length ? 'Unexpected character' : 'Unexpected end');
  }

  function value(): Json {
    if (path.length > mostLevels) fail(`More than ${String(mostLevels)} levels`);
    if (++values > mostValues) fail(`More than ${String(mostValues)} values`);
    const parsed = skip('{') ? object() : skip('[') ? array() : (takeText() ?? literal());
    take(blank);
    return parsed;
  }

  function literal(): Json {
    const parsed = JSON.parse(take(scalar) ?? unexpected()) as null | boolean | number;
    return typeof parsed === 'number' && !Number.isFinite(parsed) ? fail('A number is too large') : parsed;
  }

  function object(): Json {
    const members: Record<string, Json> = {};
    if (skip('}')) return members;
    do {
      const key = takeText() ?? unexpected();
      path.push(key);
      if (prototypeKeys.has(key)) fail(`A property may not be called ${key}`, 'INPUT_INVALID');
      if (Object.hasOwn(members, key)) fail('The property is given twice');
      take(blank);
      if (!skip(':')) unexpected();
      members[key] = value();
      path.pop();
    } while (skip(','));
    return skip('}') ? members : unexpected();
  }

  function array(): Json {
    const elements: Json[] = [];
    if (skip(']')) return elements;
    do {
      path.push(elements.length);
      elements.push(value());
      path.pop();
    } while (skip(','));
    return skip(']') ? elements : unexpected();
  }

  take(blank);
  const parsed = value();
  return at < source.length ? unexpected() : parsed;
}
