/** How a step's body is posted: one request, many rows, or many rows of CSV, whose other properties are the query. */
export function submission(body: Readonly<Record<string, unknown>>): { path: string; type: string; content: string } {
  const { action, csv, ...rest } = body;
  const bulk = `/api/bulk/${encodeURIComponent(String(action))}`;
  if (typeof csv === 'string') {
    const query = new URLSearchParams(
      Object.entries(rest).map(([name, value]): [string, string] => [name, String(value)]),
    );
    return { path: `${bulk}?${query.toString()}`, type: 'text/csv', content: csv };
  }
  const type = 'application/json';
  if ('inputs' in rest) return { path: bulk, type, content: JSON.stringify(rest) };
  return { path: '/api/requests', type, content: JSON.stringify(body) };
}
