import { type Answer, type Call } from '../wire';
import { badRequest } from './errors';
import type { Row } from './cmdlet';

const mostPerPage = 1000;

/** Rows as the admin API answers them: by pages, the next one by sending the same body to its link. */
export function answerRows(call: Call, resultSize: unknown, rows: readonly Row[], warnings: readonly string[]): Answer {
  const wanted = rows.slice(0, limitOf(resultSize));
  const from = Number(call.query.get('$skiptoken') ?? 0);
  const to = from + pageSize(call);
  const select = call.query.get('$select')?.split(',');
  return {
    status: 200,
    headers: { 'content-type': 'application/json;odata.metadata=minimal;odata.streaming=true;charset=utf-8' },
    body: {
      '@odata.context': `${call.origin}${call.path.replace(/[^/]+$/, '')}$metadata#Collection(Exchange.GenericHashTable)`,
      'adminapi.warnings@odata.type': '#Collection(String)',
      '@adminapi.warnings': warnings,
      ...(to < wanted.length ? { '@odata.nextLink': nextLink(call, to) } : {}),
      value: wanted.slice(from, to).map((row) => annotated(chosen(row, select))),
    },
  };
}

/** Without a limit a cmdlet gives 1,000 objects. */
function limitOf(resultSize: unknown): number {
  if (resultSize === undefined) return 1000;
  if (typeof resultSize === 'string' && resultSize.toLowerCase() === 'unlimited') return Infinity;
  const size = Number(resultSize);
  return Number.isInteger(size) && size > 0 ? size : badRequest('ResultSize is not valid.');
}

function pageSize({ headers }: Call): number {
  const size = Number(/odata\.maxpagesize\s*=\s*(\d+)/i.exec(headers['prefer'] ?? '')?.[1] ?? mostPerPage);
  return Math.min(Math.max(size, 1), mostPerPage);
}

function nextLink({ origin, path, query }: Call, from: number): string {
  const rest = new URLSearchParams(query);
  rest.set('$skiptoken', String(from));
  return `${origin}${path}?${rest.toString()}`;
}

function chosen(row: Row, select: readonly string[] | undefined): Row {
  if (!select) return row;
  const lower = select.map((name) => name.toLowerCase());
  return Object.fromEntries(Object.entries(row).filter(([name]) => lower.includes(name.toLowerCase())));
}

/** Lists are announced by an annotation in front. */
function annotated(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).flatMap(([name, value]) => [
      ...(Array.isArray(value) ? [[`${name}@odata.type`, '#Collection(String)'] as const] : []),
      [name, value] as const,
    ]),
  );
}
