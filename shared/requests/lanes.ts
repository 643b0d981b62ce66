/** Queues of chunks: single requests never wait behind bulks. */
export const lanes = { single: 'work', bulk: 'work-bulk' } as const;

export interface ChunkName {
  readonly requestId: string;
  readonly chunk: number;
}

/** The lane of a request of this many items. */
export function laneOf(total: number): string {
  return total > 1 ? lanes.bulk : lanes.single;
}

/** A message carries ids only. */
export function toMessage({ requestId, chunk }: ChunkName): string {
  return `${requestId}/${String(chunk)}`;
}

const pattern = /^([0-9a-f-]{36})\/(\d{1,4})$/;

/** The chunk a message names; throws on any other text, which so ends in the poison queue. */
export function fromMessage(text: string): ChunkName {
  const [, requestId, chunk] = pattern.exec(text) ?? [];
  if (requestId === undefined || chunk === undefined) throw new Error('The queue message names no chunk.');
  return { requestId, chunk: Number(chunk) };
}
