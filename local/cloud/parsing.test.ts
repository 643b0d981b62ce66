import fc from 'fast-check';
import { expect, test } from 'vitest';
import { durationMs } from './duration';
import { parseFilter } from './graph/filter';
import { Router } from './router';
import { Refusal } from './wire';

test('durations are as long as their parts', () => {
  const from = new Date('2026-01-31T00:00:00Z');
  expect(durationMs('P90D', from)).toBe(90 * 86_400_000);
  expect(durationMs('PT1H2M3.5S', from)).toBe(3_723_500);
  expect(durationMs('P2W', from)).toBe(14 * 86_400_000);
  expect(durationMs('P1Y', from)).toBe(365 * 86_400_000);
  for (const bad of ['', 'P', 'PT', 'P1', '1D', 'P1D ', 'P-1D', 'PD']) expect(durationMs(bad, from)).toBeUndefined();
});

test('an eq filter finds exactly the objects with that text, whatever it holds', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (wanted, other) => {
      const filter = parseFilter(`displayName eq '${wanted.replaceAll("'", "''")}'`, () => true);
      expect(filter({ displayName: wanted })).toBe(true);
      expect(filter({ displayName: other })).toBe(wanted.toLowerCase() === other.toLowerCase());
    }),
  );
});

test('any other text is a filter or a refusal, never a crash', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        parseFilter(text, () => true)({ id: 'x' });
      } catch (error) {
        expect(error).toBeInstanceOf(Refusal);
      }
    }),
  );
});

test('and binds tighter than or, not than both', () => {
  const matches = (text: string, object: Record<string, unknown>): boolean => parseFilter(text, () => true)(object);
  expect(matches('a eq 1 or b eq 1 and c eq 1', { a: 1 })).toBe(true);
  expect(matches('(a eq 1 or b eq 1) and c eq 1', { a: 1 })).toBe(false);
  expect(matches('not a eq 1 and c eq null', {})).toBe(true);
  expect(matches("startswith(a,'AB')", { a: 'abc' })).toBe(true);
});

test('a router takes encoded values apart and prefers what is declared first', () => {
  const router = new Router([
    { method: 'GET', path: '/things/special' },
    { method: 'GET', path: '/things/{id}' },
    { method: 'GET', path: "/find(domainName='{domain}')" },
  ]);
  expect(router.match('GET', '/things/special')?.route.path).toBe('/things/special');
  expect(router.match('GET', '/things/a%2Fb')?.params).toEqual({ id: 'a/b' });
  expect(router.match('GET', "/find(domainName='x.example')")?.params).toEqual({ domain: 'x.example' });
  expect(router.match('GET', '/things/%E0%A4%A')?.params).toEqual({ id: '%E0%A4%A' });
  expect(router.match('POST', '/things/a')).toBeUndefined();
});
