import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InputError } from '../errors';
import { parseStrictJson } from './strict-json';

function refusal(source: string): InputError {
  try {
    parseStrictJson(source);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error(`Not refused: ${source}`);
}

const prototypeKeys = ['__proto__', 'constructor', 'prototype'];
const plainKey = fc.string({ unit: 'grapheme' }).filter((key) => !prototypeKeys.includes(key));
const plainJson = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, false),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.string({ unit: 'grapheme' }),
    fc.array(tie('value')),
    fc.dictionary(plainKey, tie('value'), { noNullPrototype: true }),
  ),
})).value;

test('whatever can be written is read as it was', () => {
  fc.assert(
    fc.property(plainJson, fc.constantFrom(undefined, 1, '\t', '\r\n'), (value, space) => {
      const written = JSON.stringify(value, null, space);
      expect(parseStrictJson(written)).toEqual(JSON.parse(written));
    }),
  );
});

test('any text is read as JSON.parse reads it, or refused with a code', () => {
  const fragments = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"',
    '\\u0061',
    '\\',
    '1',
    '-',
    '.5',
    'e9',
    'true',
    'null',
    ' ',
    '\n',
  );
  const texts = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.array(fragments).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(texts, (source) => {
      try {
        const value = parseStrictJson(source);
        expect(value).toEqual(JSON.parse(source));
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
      }
    }),
    { numRuns: 500 },
  );
});

test('valid JSON is only refused for the reasons there are', () => {
  fc.assert(
    fc.property(fc.json(), (source) => {
      try {
        expect(parseStrictJson(source)).toEqual(JSON.parse(source));
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        expect(error.message).toMatch(/given twice|may not be called|half a character|too large/);
      }
    }),
  );
});

test('a fault is named by its place', () => {
  expect(refusal('{"a": [1,\n  2,, 3]}').message).toBe('Unexpected character (line 2, column 5).');
  expect(refusal('{"a": {"b~/c": tru}}').errors).toEqual([{ pointer: '/a/b~0~1c', detail: 'Unexpected character' }]);
  expect(refusal('{"a": [').message).toMatch(/^Unexpected end/);
  expect(refusal('').code).toBe('BODY_MALFORMED');
});

test.each([
  ['{"a":1,"a":2}', '/a', 'BODY_MALFORMED'],
  ['{"x":{"a":1,"\\u0061":2}}', '/x/a', 'BODY_MALFORMED'],
  ['{"input":{"__proto__":{}}}', '/input/__proto__', 'INPUT_INVALID'],
  ['[{"constructor":1}]', '/0/constructor', 'INPUT_INVALID'],
  ['{"\\u0070rototype":1}', '/prototype', 'INPUT_INVALID'],
  ['{"a":"\\ud800"}', '/a', 'BODY_MALFORMED'],
  ['[1e999]', '/0', 'BODY_MALFORMED'],
  ['[01]', '', 'BODY_MALFORMED'],
  ["{'a':1}", '', 'BODY_MALFORMED'],
  ['{"a":1}x', '', 'BODY_MALFORMED'],
  ['{"a":1,}', '', 'BODY_MALFORMED'],
])('%s is refused at %s', (source, pointer, code) => {
  const error = refusal(source);
  expect(error.code).toBe(code);
  expect(error.errors?.[0]?.pointer).toMatch(new RegExp(`^${pointer}`));
});

test('nesting and length have an end', () => {
  expect(parseStrictJson('['.repeat(64) + ']'.repeat(64))).toBeDefined();
  expect(refusal('['.repeat(500_000)).message).toMatch(/levels/);
  expect(refusal(`[${'0,'.repeat(60_000)}0]`).message).toMatch(/values/);
});

test('a text of a mebibyte is read, plain or escaped', () => {
  for (const unit of ['a', '\\n', '\\u00e9', 'é']) {
    const source = JSON.stringify('').replace('""', `"${unit.repeat(500_000 / unit.length)}"`);
    expect(parseStrictJson(source)).toBe(JSON.parse(source));
  }
});
