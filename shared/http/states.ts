import { finalStates, type ItemState, type RequestState } from '../requests/records';

/** What `?state=` may ask for. */
export const requestStates: readonly RequestState[] = ['queued', 'held', 'running', 'waiting', ...finalStates];

export const itemStates: readonly ItemState[] = requestStates.filter(
  (state): state is ItemState => state !== 'held' && state !== 'undone',
);
