export interface Link {
  readonly uri: string;
  readonly method: 'GET' | 'PATCH';
  readonly headers: readonly { readonly key: string; readonly value: string }[];
}

/** A link: its address is relative, and sometimes has the version in front. */
export function link(uri: string, method: Link['method'] = 'GET', headers: Link['headers'] = []): Link {
  return { uri, method, headers };
}

/** A collection with its links; all of it in one page unless there is a link to the next. */
export function collection(
  items: readonly unknown[],
  links: Readonly<Record<string, Link>>,
  more: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return { totalCount: items.length, items, ...more, links, attributes: { objectType: 'Collection' } };
}
