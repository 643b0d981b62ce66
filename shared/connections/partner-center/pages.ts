import { UpstreamError } from '../../errors';
import { isObject } from '../http/parse-json';

/** A collection longer than this is a paging loop. */
const mostPages = 2_000;

export interface Page {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Walks the pages of one collection: follows links, or continuation tokens where there is no link. */
export class Pages {
  private readonly seen = new Set<string>();

  constructor(private readonly first: string) {}

  /** What to ask next; undefined after the last page. Never leaves the address of the collection. */
  after(body: Readonly<Record<string, unknown>>): Page | undefined {
    const next = nextLink(body) ?? byToken(this.first, body);
    if (next === undefined) return undefined;
    const key = JSON.stringify([next.path, next.headers]);
    if (pathname(next.path) !== pathname(this.first) || this.seen.has(key) || this.seen.size >= mostPages) {
      throw new UpstreamError(
        'UPSTREAM_REFUSED',
        'Partner Center named a next page that cannot be followed.',
        'refused',
        {
          upstream: { service: 'partnerCenter', status: 200 },
        },
      );
    }
    this.seen.add(key);
    return next;
  }
}

/** https://learn.microsoft.com/partner-center/developer/utility-resources#resourcecollectionlinks */
function nextLink(body: Readonly<Record<string, unknown>>): Page | undefined {
  const links = body['links'];
  const next = isObject(links) ? links['next'] : undefined;
  if (!isObject(next) || typeof next['uri'] !== 'string') return undefined;
  const headers = Array.isArray(next['headers']) ? (next['headers'] as readonly unknown[]).filter(isObject) : [];
  return {
    path: next['uri'].replace(/^\/?(?:v1\/)?/i, '/'),
    // Only what belongs to paging: an answer does not get to set others.
    headers: Object.fromEntries(
      headers.flatMap(({ key, value }) =>
        typeof key === 'string' && typeof value === 'string' && /^ms-continuationtoken$/i.test(key)
          ? [[key.toLowerCase(), value]]
          : [],
      ),
    ),
  };
}

function byToken(first: string, body: Readonly<Record<string, unknown>>): Page | undefined {
  const token = body['continuationToken'];
  if (typeof token !== 'string' || token === '') return undefined;
  const url = new URL(`https://host${first}`);
  url.searchParams.set('seekOperation', 'Next');
  return { path: url.pathname + url.search, headers: { 'ms-continuationtoken': token } };
}

function pathname(path: string): string {
  return new URL(`https://host${path}`).pathname.toLowerCase();
}
