import { InputError, StewardError } from '../errors';
import { isRequestId } from '../requests/ids';
import type { HttpCall } from './call';

/**
 * The parameters of a query. Unknown ones are refused like unknown properties of a body: a mistyped filter would show
 * too much, and `?mode=plan` on a submit would apply. An empty one counts as left out.
 */
export function readQuery<Q extends string>(query: URLSearchParams, known: readonly Q[]): Partial<Record<Q, string>> {
  const found: Partial<Record<Q, string>> = {};
  for (const [name, value] of query) {
    const parameter = known.find((candidate) => candidate === name);
    if (parameter === undefined) {
      const hint = known.length === 0 ? 'there are none here' : `known here: ${known.join(', ')}`;
      throw new InputError('INPUT_INVALID', `The query parameter '${name.slice(0, 100)}' is unknown; ${hint}.`);
    }
    if (found[parameter] !== undefined) {
      throw new InputError('INPUT_INVALID', `The query parameter '${parameter}' is given more than once.`);
    }
    if (value !== '') found[parameter] = value;
  }
  return found;
}

/** The value of a parameter that has a closed list of values. */
export function oneOf<T extends string>(name: string, value: string | undefined, values: Iterable<T>): T | undefined {
  if (value === undefined) return undefined;
  const all = [...values];
  const known = all.find((candidate) => candidate === value);
  if (known === undefined) {
    throw new InputError('INPUT_INVALID', `The query parameter '${name}' must be one of ${all.join(', ')}.`);
  }
  return known;
}

/** A point in time, in the one form that sorts as text. */
export function timeOf(name: string, value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  // RFC 3339; `+` in a query is a blank unless it is encoded.
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+ -]\d\d:\d\d)$/i.test(value)
    ? Date.parse(value.replace(' ', '+').toUpperCase())
    : Number.NaN;
  if (Number.isNaN(time)) {
    throw new InputError('INPUT_INVALID', `The query parameter '${name}' must be a time such as 2027-01-04T08:00:00Z.`);
  }
  return new Date(time).toISOString();
}

/** The id in the path; anything that cannot be one is not found. */
export function requestIdOf(call: HttpCall): string {
  const id = call.params['id']?.toLowerCase() ?? '';
  if (!isRequestId(id)) throw new StewardError('NOT_FOUND', 'There is no such request.');
  return id;
}
