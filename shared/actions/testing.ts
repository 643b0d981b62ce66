import { graphError } from '../connections/graph/errors';
import type { UrlPath } from '../connections/http/path';
import type { GraphReader } from '../connections/types';

/** Graph with these answers by decoded address without its $select; all else is 404. */
export function scriptedGraph(answers: Readonly<Record<string, unknown>>): GraphReader & { readonly asked: string[] } {
  const asked: string[] = [];
  const answer = (address: UrlPath): Promise<unknown> => {
    const url = decodeURIComponent(address);
    asked.push(url);
    const key = url.replace(/([?&])\$select=[^&]*&?/, '$1').replace(/[?&]$/, '');
    if (key in answers) return Promise.resolve(answers[key]);
    const error = { code: 'Request_ResourceNotFound', message: 'Resource does not exist.' };
    return Promise.reject(graphError({ status: 404, headers: {}, body: JSON.stringify({ error }) }));
  };
  return {
    asked,
    get: async <T>(address: UrlPath) => (await answer(address)) as T,
    list: async <T>(address: UrlPath) => (await answer(address)) as T[],
  };
}
