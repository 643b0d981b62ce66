import type { AnyAction } from '../actions/action';
import { needType, parseJson, readBytes, refuseEmpty } from './body';
import { fromCsv, fromJson, type csvParameters, type CsvQuery } from './bulk-order';
import type { HttpAnswer } from './call';
import { idempotencyKey } from './idempotency-key';
import { submitted } from './request-answers';
import type { Asked } from './serve';

/** 10,000 rows of every field there is. */
const limits = { bytes: 16 * 1024 * 1024, values: 1_000_000 };

/** Submits many rows for one action: 202, with where to look; or every faulty row is named and none is accepted. */
export async function submitBulk(asked: Asked<(typeof csvParameters)[number]>, action: AnyAction): Promise<HttpAnswer> {
  const { call, caller, steward, query } = asked;
  const bytes = await readBytes(call, limits);
  if (bytes.length === 0) refuseEmpty();
  const isCsv = needType(call.headers, ['application/json', 'text/csv']) === 'text/csv';
  const order = isCsv ? fromCsv(action, bytes, query) : fromJson(action, parseJson(bytes, limits), query);
  const key = idempotencyKey(call.headers, `bulk/${action.name}`, isCsv ? withQuery(query, bytes) : bytes);
  return submitted(asked, order, () => steward.requests.submitBulk(caller, order, key));
}

/** The query belongs to what is ordered: the same file for another customer is another order. */
function withQuery(query: CsvQuery, bytes: Uint8Array): Uint8Array {
  const sorted = Object.entries(query).sort(([one], [other]) => (one < other ? -1 : 1));
  return Buffer.concat([Buffer.from(`${JSON.stringify(sorted)}\n`), bytes]);
}
