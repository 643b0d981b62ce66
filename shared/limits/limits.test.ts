import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import fc from 'fast-check';
import { startStorage, type Storage } from '../../local/runtime/storage';
import { createTables } from '../connections/storage/tables';
import { drain, take } from './bucket';
import { createPermits } from './permits';

let storage: Storage | undefined;
beforeAll(async () => {
  storage = await startStorage({ queue: 'small' });
});
afterAll(async () => {
  await storage?.close();
});

const quotas = { graph: { tenant: { burst: 10, perSecond: 1 } } };
const instance = (given: typeof quotas = quotas) => {
  if (!storage) throw new Error('Storage has not started.');
  return createPermits({ tables: createTables(storage), clientId: 'app', quotas: given });
};
const later = (dueAtMs: number) => Math.round((dueAtMs - Date.now()) / 1000);

test('in no stretch of time are more permits due than the quota allows', () => {
  const quotaOf = fc.record({ burst: fc.integer({ min: 1, max: 50 }), perSecond: fc.integer({ min: 1, max: 50 }) });
  const asks = fc.array(fc.record({ afterMs: fc.nat(5_000), permits: fc.integer({ min: 1, max: 30 }) }), {
    maxLength: 20,
  });
  fc.assert(
    fc.property(quotaOf, asks, (quota, given) => {
      let nowMs = 1_000_000;
      let fullAtMs = 0;
      const due: number[] = [];
      for (const { afterMs, permits } of given) {
        nowMs += afterMs;
        const taken = take(quota, fullAtMs, permits, nowMs);
        fullAtMs = taken.fullAtMs;
        due.push(...taken.dueAtMs.map((at) => Math.max(at, nowMs)));
      }
      for (let from = 0; from < due.length; from += 1) {
        for (let to = from; to < due.length; to += 1) {
          const seconds = ((due[to] ?? 0) - (due[from] ?? 0)) / 1000;
          expect(to - from + 1).toBeLessThanOrEqual(quota.burst + seconds * quota.perSecond + 1e-6);
        }
      }
    }),
  );
});

test('nothing is due before the time the service wants to be left alone', () => {
  const quota = { burst: 10, perSecond: 1 };
  const { dueAtMs } = take(quota, drain(quota, 0, 60_000), 2, 1_000);
  expect(dueAtMs).toEqual([61_000, 62_000]);
});

test('instances share one quota, and what is not there is reserved one after the other', async () => {
  const [one, other] = [instance(), instance()];
  const ask = { service: 'graph', tenantId: 'shared', lane: 'bulk' } as const;
  const due = await Promise.all(Array.from({ length: 14 }, (_, n) => (n % 2 === 0 ? one : other).take(ask)));
  const ahead = due.filter((at) => at > Date.now());
  // 97 % of 10 are there.
  expect(ahead).toHaveLength(5);
  expect(later(Math.max(...ahead))).toBeLessThanOrEqual(5);
});

test('all who ask while the quota is being written are served by the next write', async () => {
  if (!storage) throw new Error('Storage has not started.');
  const tables = createTables(storage);
  const permits = createPermits({ tables, clientId: 'app', quotas });
  const take = () => permits.take({ service: 'graph', tenantId: 'asked-often', lane: 'bulk' });
  await take();
  const table = await tables.open('quotas');
  const written = table.updateEntity.bind(table);
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const writes = vi.spyOn(table, 'updateEntity').mockImplementation(async (...row) => {
    await opened;
    return written(...row);
  });
  const due: Promise<number>[] = [];
  for (let n = 0; n < 5; n += 1) {
    due.push(take());
    await nextTurn();
  }
  open();
  expect(new Set(await Promise.all(due)).size).toBe(5);
  expect(writes).toHaveBeenCalledTimes(2);
});

test('a single request does not wait behind what a bulk has reserved, nor behind another tenant', async () => {
  const permits = instance();
  await Promise.all(
    Array.from({ length: 100 }, () => permits.take({ service: 'graph', tenantId: 'busy', lane: 'bulk' })),
  );
  expect(later(await permits.take({ service: 'graph', tenantId: 'busy', lane: 'single' }))).toBeLessThanOrEqual(0);
  expect(later(await permits.take({ service: 'graph', tenantId: 'idle', lane: 'bulk' }))).toBeLessThanOrEqual(0);
});

test('after a refusal nothing is due for as long as the service asks, in that tenant only', async () => {
  const permits = instance();
  await permits.throttled('graph', 'throttled', 30_000);
  expect(later(await permits.take({ service: 'graph', tenantId: 'throttled', lane: 'single' }))).toBeGreaterThan(25);
  expect(later(await permits.take({ service: 'graph', tenantId: 'other', lane: 'single' }))).toBeLessThanOrEqual(0);
});

test('a service without a quota is not held back', async () => {
  expect(await instance().take({ service: 'exchange', tenantId: 't', lane: 'single' })).toBe(0);
});
