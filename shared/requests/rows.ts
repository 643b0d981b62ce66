import type { JsonObject } from '../json';
import { readChunk, type Chunk, type ChunkInput } from './ledger/chunk-rows';
import { newItem, toItemRecord, type Item } from './ledger/item-row';
import type { RequestRows } from './ledger/request-rows';
import type { ItemRecord, RequestRecord } from './records';
import type { Services } from './services';

/** An item with whose it is and what was asked; also one whose work has not begun. */
export interface Row extends Pick<ChunkInput, 'customerId' | 'tenantId'> {
  readonly item: Item;
  readonly input: JsonObject;
}

/** All rows of a request, in their order. */
export async function rowsOf(services: Services, { record }: Pick<RequestRows, 'record'>): Promise<readonly Row[]> {
  const { ledger } = await services.ledger();
  const chunks = await Promise.all(
    Array.from({ length: record.chunks }, (_, chunk) => readChunk(ledger, record.id, chunk)),
  );
  return chunks.flatMap((chunk) => toRows(chunk, record)).sort((one, other) => one.item.row - other.item.row);
}

export function toRows(chunk: Chunk, { createdAt }: RequestRecord): readonly Row[] {
  const { rows, items, customerId, tenantId } = chunk;
  return rows.map(({ row, input }) => ({
    item: items.get(row) ?? newItem(row, createdAt),
    input,
    customerId,
    tenantId,
  }));
}

export function toRecord({ item, customerId, input }: Row): ItemRecord {
  return toItemRecord(item, customerId, input);
}
