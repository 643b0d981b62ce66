import { type Answer, Refusal } from '../wire';

export interface Detail {
  readonly code: string;
  readonly target?: string;
  readonly message: string;
}

/** Graph writes this time without a zone. */
export const graphDate = (): string => new Date().toISOString().slice(0, 19);

/** Graph's error body; its `innerError` is added on the way out. https://learn.microsoft.com/en-us/graph/errors */
export function graphError(status: number, code: string, message: string, details?: readonly Detail[]): Answer {
  return { status, body: { error: { code, message, ...(details ? { details } : {}) } } };
}

export function refuse(status: number, code: string, message: string, details?: readonly Detail[]): never {
  throw new Refusal(graphError(status, code, message, details));
}

export function badRequest(message: string, details?: readonly Detail[]): never {
  return refuse(400, 'Request_BadRequest', message, details);
}

export function notFound(id: string): never {
  return refuse(
    404,
    'Request_ResourceNotFound',
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );
}

export function denied(): never {
  return refuse(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
}

/** What a second object with the same key gets: 400, not 409. */
export function conflict(property: string): never {
  const message = `Another object with the same value for property ${property} already exists.`;
  return badRequest(message, [{ code: 'ObjectConflict', target: property, message }]);
}

/** Loud about what the local cloud does not do. */
export function notImplemented(what: string): never {
  return refuse(501, 'NotImplemented', `The local cloud does not know ${what}.`);
}
