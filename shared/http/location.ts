import type { Config } from '../config';
import { finalStates, type Order, type RequestView } from '../requests/records';

/** Addresses are built from the setting, never from the Host header, which a caller chooses. */
export function apiUrl({ publicUrl }: Pick<Config, 'publicUrl'>, path: string): string {
  return `${publicUrl}/api${path}`;
}

/** Where to look for a request. `error` travels with it, so that an engine that only follows addresses keeps it. */
export function locationOf(config: Pick<Config, 'publicUrl'>, id: string, onFailure: Order['onFailure']): string {
  return apiUrl(config, `/requests/${id}${onFailure === 'error' ? '?onFailure=error' : ''}`);
}

const shortestSeconds = 2;
const longestSeconds = 60;
/** The share of items left at which the end is near. */
const nearlyDone = 0.05;

/** When to look again: soon while it is young or nearly done, then ever later. */
export function retryAfterSeconds(view: RequestView, nowMs: number): number {
  const { counts, item, state, request } = view;
  if (state === 'held') return longestSeconds;
  if (counts.total > 1 && counts.pending <= counts.total * nearlyDone) return shortestSeconds;
  const grown = (nowMs - Date.parse(request.createdAt)) / 10_000;
  const due = state === 'waiting' && item?.nextAttemptAt ? (Date.parse(item.nextAttemptAt) - nowMs) / 1000 : 0;
  return Math.min(longestSeconds, Math.max(shortestSeconds, Math.round(grown), Math.ceil(due)));
}

/** The headers of a 202. */
export function pollHeaders(location: string, view: RequestView, nowMs: number): Readonly<Record<string, string>> {
  const seconds = finalStates.has(view.state) ? shortestSeconds : retryAfterSeconds(view, nowMs);
  return { location, 'retry-after': String(seconds) };
}
