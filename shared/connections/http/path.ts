import { InputError } from '../../errors';
import { isLater, type Later } from '../../later';

declare const safe: unique symbol;

/** An address whose every inserted value is confined to one path segment or query value. */
export type UrlPath = string & { readonly [safe]: true };

/**
 * Builds an address: path`/users/${upn}/memberOf?$filter=id eq '${id}'`. Each value is percent-encoded; before the `?`
 * a value that would change the path (`.`, `..`, empty) is refused; inside quotes of a filter `'` is doubled.
 * A stand-in of plan mode is refused, so no read can slip through on a value that does not exist yet.
 */
export function path(texts: TemplateStringsArray, ...values: readonly (string | number | Later<string>)[]): UrlPath {
  let url = texts[0] ?? '';
  values.forEach((value, index) => {
    if (isLater(value)) throw new InputError('PATH_UNSAFE', 'The value is not known before the request is applied.');
    url += encode(String(value), url) + (texts[index + 1] ?? '');
  });
  return url as UrlPath;
}

function encode(value: string, before: string): string {
  const inQuery = before.includes('?');
  if (!inQuery && (value === '' || value === '.' || value === '..')) {
    throw new InputError('PATH_UNSAFE', 'The value cannot stand in an address.');
  }
  const quoted = before.endsWith("'") ? value.replaceAll("'", "''") : value;
  return encodeURIComponent(quoted).replaceAll("'", '%27');
}
