import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Json } from '../../json';

/** What a value is on the wire: stand-ins become `{ "$ref" }`, absent properties go. */
export function plain(value: unknown): Json {
  return value === undefined ? null : (JSON.parse(JSON.stringify(value)) as Json);
}

/** RFC 8785 text: equal values give equal texts. */
export function canonical(value: unknown): string {
  return canonicalize(plain(value)) ?? 'null';
}

export function same(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}

export function sha256(text: string): string {
  return `sha-256:${createHash('sha256').update(text).digest('hex')}`;
}
