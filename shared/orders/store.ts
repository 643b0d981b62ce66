import { orUndefined, storageStatus, type Tables } from '../connections/storage/tables';
import type { OrderedItem, OrderNote, OrderWriter } from '../connections/types';
import { StewardError, UpstreamError, toError } from '../errors';
import { rowKey } from '../row-key';

const tableName = 'orders';
/** How long the same order again is suspected to be a mistake. */
const suspicionMs = 24 * 3_600_000;

/**
 * Steward's own notes of what was ordered last. Partner Center lists an order up to 15 minutes late
 * (https://learn.microsoft.com/partner-center/developer/get-all-of-a-customer-s-orders), which is just when the same
 * order comes a second time: here the second meets the first at once.
 */
export function createOrders(tables: Tables): OrderWriter {
  async function read(item: OrderedItem) {
    const { partitionKey, rowKey: key } = placeOf(item);
    const row = await orUndefined((await tables.open(tableName)).getEntity<OrderNote>(partitionKey, key));
    return row && Date.now() - Date.parse(row.at) < suspicionMs ? row : undefined;
  }

  async function write(item: OrderedItem, note: OrderNote, replace: boolean): Promise<void> {
    const table = await tables.open(tableName);
    const row = { ...placeOf(item), ...note };
    if (replace) {
      await table.upsertEntity(row, 'Replace');
      return;
    }
    const present = await orUndefined(table.getEntity<OrderNote>(row.partitionKey, row.rowKey));
    if (present === undefined) await table.createEntity(row);
    else if (present.marker === note.marker) return;
    else if (Date.now() - Date.parse(present.at) < suspicionMs) throw suspected(present);
    else await table.updateEntity(row, 'Replace', { etag: present.etag });
  }

  return {
    async find(item) {
      try {
        const row = await read(item);
        return row && { marker: row.marker, at: row.at };
      } catch (error) {
        throw new StewardError('STORAGE_UNAVAILABLE', 'The notes of orders cannot be read.', { cause: error });
      }
    },

    async note(item, marker, { replace }) {
      try {
        await write(item, { marker, at: new Date().toISOString() }, replace);
      } catch (error) {
        throw error instanceof StewardError ? error : await writeFailed(error, item, marker, read);
      }
    },

    async forget(item, marker) {
      const present = await read(item);
      if (present?.marker !== marker) return;
      const { partitionKey, rowKey: key } = placeOf(item);
      await (await tables.open(tableName)).deleteEntity(partitionKey, key, { etag: present.etag });
    },
  };
}

function placeOf({ tenantId, productId, skuId, termDuration }: OrderedItem): { partitionKey: string; rowKey: string } {
  return { partitionKey: rowKey(tenantId), rowKey: rowKey(`${productId}:${skuId}:${termDuration}`) };
}

function suspected(note: OrderNote): UpstreamError {
  return new UpstreamError('DUPLICATE_ORDER_SUSPECTED', suspicion(note), 'refused', {
    upstream: { service: 'steward', status: 409 },
  });
}

function suspicion({ marker, at }: OrderNote): string {
  const [requestId = ''] = marker.split(':');
  return `The same product and term was ordered for this customer by request ${requestId} at ${at}.`;
}

/** Somebody was faster, or nobody knows: whoever asked looks for its marker. */
async function writeFailed(
  error: unknown,
  item: OrderedItem,
  marker: string,
  read: (item: OrderedItem) => Promise<OrderNote | undefined>,
): Promise<UpstreamError> {
  const status = storageStatus(error);
  if (status === 409 || status === 412) {
    const present = await read(item).catch(() => undefined);
    if (present !== undefined && present.marker !== marker) return suspected(present);
  }
  const refused = status !== undefined && status < 500 && status !== 408 && status !== 409 && status !== 412;
  return new UpstreamError('STORAGE_UNAVAILABLE', 'The order could not be noted.', refused ? 'refused' : 'unknown', {
    upstream: { service: 'steward', ...(status === undefined ? {} : { status }) },
    cause: toError(error),
  });
}
