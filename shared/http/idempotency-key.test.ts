import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InputError } from '../errors';
import { idempotencyKey, parseIdempotencyKey } from './idempotency-key';

const body = new TextEncoder().encode('{}');
const printable = fc.string({
  unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
  minLength: 1,
  maxLength: 255,
});

test('a quoted key is what was quoted', () => {
  fc.assert(
    fc.property(printable, (key) => {
      const quoted = `"${key.replace(/["\\]/g, '\\$&')}"`;
      expect(parseIdempotencyKey(quoted)).toBe(key);
    }),
  );
});

test('a bare key is the same key as the quoted one', () => {
  const bare = printable.map((key) => key.replace(/[",\\ ]/g, '-'));
  fc.assert(
    fc.property(bare, (key) => {
      expect(parseIdempotencyKey(key)).toBe(parseIdempotencyKey(`"${key}"`));
    }),
  );
});

test('anything else is refused, never cut or merged', () => {
  fc.assert(
    fc.property(fc.string(), (header) => {
      try {
        expect(header).toContain(parseIdempotencyKey(header).charAt(0));
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
      }
    }),
  );
  for (const header of ['', '""', '"a', 'a"b', 'a, b', '"a", "b"', 'ä', 'a b', `"${'a'.repeat(256)}"`, '"\\x"']) {
    expect(() => parseIdempotencyKey(header)).toThrow(InputError);
  }
});

test('the run, the action and its round stand in for a key, per body', () => {
  const run = { 'x-ms-workflow-run-id': '0858', 'x-ms-workflow-operation-name': 'HTTP' };
  const first = idempotencyKey(new Headers(run), 'requests', body);
  expect(first).toEqual({ key: 'workflow 0858 HTTP ', route: 'requests', body, perBody: true });
  const round = { ...run, 'x-ms-action-tracking-id': 'ad27' };
  expect(idempotencyKey(new Headers(round), 'requests', body)?.key).toBe('workflow 0858 HTTP ad27');
  expect(idempotencyKey(new Headers({ 'x-ms-workflow-operation-name': 'HTTP' }), 'requests', body)).toBeUndefined();
});

test("the caller's own key comes first", () => {
  const headers = new Headers({ 'idempotency-key': 'mine', 'x-ms-workflow-run-id': '0858' });
  expect(idempotencyKey(headers, 'requests', body)).toEqual({ key: 'mine', route: 'requests', body });
});
