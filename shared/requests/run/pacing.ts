import type { Item } from '../ledger/item-row';
import type { ChunkRun } from './chunk-run';
import type { EffectRun } from './effects/send';
import { Wait } from './signals';

/** How long a tenant is left alone that throttles without saying how long. */
const defaultRetryAfterMs = 10_000;
/** A permit due this soon is used at once: queues count in whole seconds. */
const graceMs = 500;

/**
 * Keeps an item's writes within the quotas that all instances share. A write that must wait gets its moment reserved,
 * noted in the item's row, and waits in the queue.
 */
export function createPacing(chunk: ChunkRun, item: Item): Pick<EffectRun, 'permit' | 'throttled'> {
  const { services, record, tenantId } = chunk;
  const { permits } = services;
  return {
    async permit(service) {
      const reserved = item.permitAt === null ? undefined : Date.parse(item.permitAt);
      const lane = record.total > 1 ? 'bulk' : 'single';
      const dueAtMs = reserved ?? (await permits.take({ service, tenantId, lane }));
      const due = dueAtMs <= Date.now() + graceMs;
      item.permitAt = due ? null : new Date(dueAtMs).toISOString();
      if (!due) throw new Wait(dueAtMs);
    },
    throttled: ({ upstream, retryAfterMs }) =>
      permits.throttled(upstream.service, tenantId, retryAfterMs ?? defaultRetryAfterMs),
  };
}
