import type { AnyAction } from '../actions/action';
import type { FieldError } from '../errors';
import type { JsonObject } from '../json';

/** Says where in what the caller sent a value stood, given its path within the input. */
export type Place = (path: readonly PropertyKey[]) => string;

/** A JSON Pointer below `base`: https://www.rfc-editor.org/rfc/rfc6901#section-3 */
export function pointerBelow(base: string): Place {
  const escape = (part: PropertyKey): string => String(part).replaceAll('~', '~0').replaceAll('/', '~1');
  return (path) => [base, ...path.map(escape)].join('/');
}

/** The input as the action's schema gives it, with defaults; or every fault with its place. */
export function checkInput(
  action: AnyAction,
  input: unknown,
  place: Place,
): { readonly input: JsonObject } | { readonly errors: readonly FieldError[] } {
  const parsed = action.input.safeParse(input);
  if (parsed.success) return { input: parsed.data as JsonObject };
  const errors = parsed.error.issues.flatMap((issue): FieldError[] => {
    if (issue.code !== 'unrecognized_keys') return [{ pointer: place(issue.path), detail: issue.message }];
    return issue.keys.map((key) => ({ pointer: place([...issue.path, key]), detail: 'This property is not known.' }));
  });
  return { errors };
}
