import type { JsonObject } from '../json';
import { chunkSize, type ChunkInput } from './ledger/chunk-rows';

/** A row that is to be accepted: checked, and with whose it is. */
export interface AcceptRow extends Pick<ChunkInput, 'customerId' | 'tenantId'> {
  readonly row: number;
  readonly input: JsonObject;
}

/** A transaction holds 4 MiB: https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions */
const largestChunkBytes = 2_500_000;

/** Rows in chunks of one customer each: at most 80, and no larger than one transaction writes. */
export function toChunks(rows: readonly AcceptRow[]): readonly ChunkInput[] {
  const chunks: ChunkInput[] = [];
  for (const own of byCustomer(rows)) {
    let chunk: { row: number; input: JsonObject }[] = [];
    let bytes = 0;
    const close = (): void => {
      const [{ customerId, tenantId }] = own;
      if (chunk.length > 0) chunks.push({ customerId, tenantId, rows: chunk });
      chunk = [];
      bytes = 0;
    };
    for (const { row, input } of own) {
      const size = Buffer.byteLength(JSON.stringify(input));
      if (chunk.length >= chunkSize || bytes + size > largestChunkBytes) close();
      chunk.push({ row, input });
      bytes += size;
    }
    close();
  }
  return chunks;
}

/** Groups in the order in which each customer first appears; never an empty one. */
function byCustomer(rows: readonly AcceptRow[]): readonly (readonly [AcceptRow, ...AcceptRow[]])[] {
  const groups = new Map<string, [AcceptRow, ...AcceptRow[]]>();
  for (const row of rows) {
    const key = JSON.stringify([row.customerId, row.tenantId]);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return [...groups.values()];
}
