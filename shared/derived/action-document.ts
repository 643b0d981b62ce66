import { z } from 'zod';
import type { AnyAction } from '../actions/action';
import type { JsonObject } from '../json';

type Shown =
  | 'name'
  | 'title'
  | 'summary'
  | 'kind'
  | 'target'
  | 'connections'
  | 'permissions'
  | 'gdapRoles'
  | 'secrets'
  | 'example'
  | 'undo';

/** An action as the catalogue shows it. */
export type ActionDocument = Pick<AnyAction, Shown> & { readonly input: JsonObject; readonly output: JsonObject };

export function actionDocument(action: AnyAction): ActionDocument {
  const { name, title, summary, kind, target, connections, permissions, gdapRoles, secrets, example, undo } = action;
  return {
    name,
    title,
    summary,
    kind,
    target,
    connections,
    permissions,
    gdapRoles,
    input: inputSchema(action),
    output: z.toJSONSchema(action.output) as JsonObject,
    secrets,
    example,
    undo,
  };
}

/** What a caller may send, as JSON Schema 2020-12. */
export function inputSchema(action: AnyAction): JsonObject {
  return z.toJSONSchema(action.input, { io: 'input' }) as JsonObject;
}
