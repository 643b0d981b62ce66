import { StewardError } from './errors';

const later: unique symbol = Symbol.for('steward.later');

/** A value that exists only once its effect is done. Opaque: nothing can be computed from it, it can only be passed on. */
export interface Later<T> {
  readonly [later]: T;
}

/** What an effect gives back: each property may be passed on, not looked at. */
export type Kept<T> = { readonly [K in keyof T]: Later<T[K]> };

export function isLater(value: unknown): value is Later<unknown> {
  return typeof value === 'object' && value !== null && later in value;
}

/** The value itself, for an effect's `send` or `find`: it exists there. In a plan the same refusal as by an address. */
export function known<T>(value: Later<T>): T {
  if (isLater(value)) throw new StewardError('PATH_UNSAFE', 'The value is not known before the request is applied.');
  return value;
}

/** A stand-in for a result that does not exist in a plan: prints as `{create-user.id}`, is `{ "$ref" }` in JSON. */
export function standIn(reference: string): Later<unknown> {
  return new Proxy(Object.create(null) as Later<unknown>, {
    has: (_target, key) => key === later,
    get(_target, key) {
      if (key === later) return reference;
      if (key === 'then') return undefined;
      if (key === 'toJSON') return () => ({ $ref: reference });
      if (key === 'toString') return () => `{${reference}}`;
      if (key === Symbol.toPrimitive) return (hint: string) => toText(hint, reference);
      return typeof key === 'string' ? standIn(`${reference}.${key}`) : undefined;
    },
  });
}

function toText(hint: string, reference: string): string {
  if (hint === 'number') throw new TypeError(`${reference} is not known before the request is applied.`);
  return `{${reference}}`;
}
