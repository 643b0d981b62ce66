import type { Config } from '../config';
import { finalStates, type RequestView } from '../requests/records';
import { apiUrl } from './location';

export type Links = Readonly<Record<string, string>>;

/** Addresses of the request and of what its state allows. */
export function linksOf(view: RequestView, config: Pick<Config, 'publicUrl'>, nowMs: number): Links {
  const self = apiUrl(config, `/requests/${view.request.id}`);
  const verbs = Object.entries(possible(view, nowMs)).flatMap(([verb, is]) => (is ? [verb] : []));
  return { self, items: `${self}/items`, ...Object.fromEntries(verbs.map((verb) => [verb, `${self}/${verb}`])) };
}

const retryableStates: ReadonlySet<string> = new Set(['failed', 'partiallySucceeded', 'needsAttention', 'cancelled']);

function possible(view: RequestView, nowMs: number): Readonly<Record<string, boolean>> {
  const { state } = view;
  const unfinished = !finalStates.has(state);
  return {
    cancel: unfinished,
    hold: unfinished && state !== 'held',
    resume: state === 'held',
    retry: retryableStates.has(state),
    settle: state === 'needsAttention',
    undo: canBeUndone(view, nowMs),
    secrets: !unfinished && mayHaveSecrets(view),
  };
}

/** Of a request of many items only the rows know. */
function mayHaveSecrets({ request, item, counts }: RequestView): boolean {
  return item ? item.secrets.length > 0 : request.keyed && request.mode === 'apply' && counts.succeeded > 0;
}

/** Of a request of many items only the rows know what can be undone: it is offered. */
function canBeUndone({ state, request, item, counts }: RequestView, nowMs: number): boolean {
  const ended = finalStates.has(state) && state !== 'undone' && request.mode === 'apply';
  if (!ended || nowMs >= Date.parse(request.undoUntil)) return false;
  if (!item) return counts.succeeded > 0;
  if (item.effects.some(({ state: is }) => is === 'sending' || is === 'unknown')) return false;
  return item.effects.some(({ state: is, changed, undo }) => is === 'done' && changed === true && undo !== undefined);
}
