/** What the Azure clients throw: told by its name, as the product does. */
export class StorageFault extends Error {
  override readonly name = 'RestError';

  constructor(
    message: string,
    readonly statusCode: number | undefined,
    readonly code?: string,
  ) {
    super(message);
  }
}

/** No answer came. */
export const cut = (): StorageFault => new StorageFault('read ECONNRESET', undefined, 'ECONNRESET');
/** Nothing was sent. */
export const unreachable = (): StorageFault => new StorageFault('connect ECONNREFUSED', undefined, 'ECONNREFUSED');
/** The service has answered with a fault of its own. */
export const failing = (): StorageFault => new StorageFault('The server is busy.', 503, 'ServerBusy');

/** Answers of the table service. https://learn.microsoft.com/rest/api/storageservices/table-service-error-codes */
const texts = {
  EntityAlreadyExists: [409, 'The specified entity already exists.'],
  ResourceNotFound: [404, 'The specified resource does not exist.'],
  UpdateConditionNotSatisfied: [412, 'The update condition specified in the request was not satisfied.'],
  PropertyValueTooLarge: [400, 'The property value exceeds the maximum allowed size (64KB).'],
  EntityTooLarge: [400, 'The entity is larger than the maximum allowed size (1MB).'],
  InvalidDuplicateRow: [400, 'A command with this RowKey is already present in the batch.'],
  InvalidInput: [400, 'The batch request operation exceeds the maximum 100 changes per change set.'],
} as const;

export type TableErrorCode = keyof typeof texts;

/** A refusal; inside a transaction it begins with the index of the row. */
export function refusal(code: TableErrorCode, index?: number): StorageFault {
  const [status, text] = texts[code];
  return index === undefined
    ? new StorageFault(text, status)
    : new StorageFault(`${String(index)}:${text}`, status, code);
}
