import type { AnyAction } from '../../actions/action';
import type { Json, JsonObject } from '../../json';
import type { DataKey } from './data-key';

/** Where a sealed value belongs: it cannot be opened in another place. */
function placeOf(requestId: string, row: number, field: string): string {
  return `${requestId}:${String(row)}:${field}`;
}

/** What a derived password is derived for. */
export const useOf = placeOf;

/** Where a secret that an answer held belongs. */
function resultPlaceOf(requestId: string, row: number, name: string): string {
  return placeOf(requestId, row, `result:${name}`);
}

export function sealResult(key: DataKey, requestId: string, row: number, name: string, value: string): string {
  return key.seal(value, resultPlaceOf(requestId, row, name));
}

export function unsealResult(key: DataKey, requestId: string, row: number, name: string, sealed: string): string {
  return key.unseal(sealed, resultPlaceOf(requestId, row, name));
}

function sealedText(value: Json | undefined): string | undefined {
  if (typeof value !== 'object' || value === null || !('$sealed' in value)) return undefined;
  const text = value['$sealed'];
  return typeof text === 'string' ? text : undefined;
}

/** The input with its secrets sealed, as it is stored. */
export function sealInput(
  { action, key }: { readonly action: AnyAction; readonly key: DataKey },
  input: JsonObject,
  requestId: string,
  row: number,
): JsonObject {
  const sealed: Record<string, Json> = { ...input };
  for (const field of action.secrets) {
    const value = input[field];
    if (value !== undefined) {
      sealed[field] = { $sealed: key.seal(JSON.stringify(value), placeOf(requestId, row, field)) };
    }
  }
  return sealed;
}

/** The input as it was supplied. The key is asked for only when something is sealed. */
export async function unsealInput(
  input: JsonObject,
  key: () => Promise<DataKey>,
  requestId: string,
  row: number,
): Promise<JsonObject> {
  const open: Record<string, Json> = { ...input };
  for (const [field, value] of Object.entries(input)) {
    const text = sealedText(value);
    if (text !== undefined)
      open[field] = JSON.parse((await key()).unseal(text, placeOf(requestId, row, field))) as Json;
  }
  return open;
}
