import type { RequestRecord } from './records';

/** How long what was there before is kept for an undo: as long as Entra keeps deleted objects. */
const undoLifeMs = 30 * 86_400_000;

type Given = Omit<RequestRecord, 'id' | 'createdAt' | 'undoUntil' | 'parent' | 'undoes' | 'force'> &
  Partial<Pick<RequestRecord, 'undoes' | 'force'>>;

/** The record of a request accepted now. */
export function newRecord(id: string, given: Given): RequestRecord {
  const now = Date.now();
  return {
    parent: null,
    undoes: null,
    force: false,
    ...given,
    id,
    createdAt: new Date(now).toISOString(),
    undoUntil: new Date(now + undoLifeMs).toISOString(),
  };
}
