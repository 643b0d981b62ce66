import { orUndefined, storageStatus, type Tables } from '../connections/storage/tables';
import type { ErrorCode } from '../error-codes';
import { UpstreamError, type Upstream } from '../errors';
import type { Log } from '../log';
import { rowKey } from '../row-key';

/** Refusals that the next try meets again, until a person has done something. */
const parksTenant: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'CONSENT_MISSING',
  'GDAP_MISSING',
  'TENANT_REFUSES',
  'TENANT_NOT_FOUND',
]);
const parksAll: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['CREDENTIAL_DEAD', 'REFRESH_TOKEN_DEAD']);

const partitionKey = 'circuits';
const all = '*';
const cacheMs = 5_000;
const firstProbeMs = 10_000;
const longestProbeMs = 60_000;

interface CircuitRow extends Record<string, unknown> {
  readonly etag?: string;
  readonly reason: string;
  readonly probeAt: number;
  readonly probes: number;
}

interface Reason {
  readonly code: ErrorCode;
  readonly message: string;
  readonly upstream: Upstream;
}

export interface Circuit {
  /** Throws the known reason when this tenant, or the partner's own credential, is refused; lets one caller through from time to time to look. */
  check(tenantId: string, resource: string): Promise<void>;
  succeeded(tenantId: string, resource: string): Promise<void>;
  /** Parks what is refused for good, and says so once. */
  failed(tenantId: string, resource: string, error: UpstreamError): Promise<void>;
}

/**
 * Which tenants refuse us, shared by all instances: work for them fails at once with the reason instead of asking again,
 * and one probe at a time tells when they are back.
 */
export function createCircuit(tables: Tables, log: Log): Circuit {
  let known: { readonly until: number; readonly rows: Promise<ReadonlyMap<string, CircuitRow>> } | undefined;

  async function readAll(): Promise<ReadonlyMap<string, CircuitRow>> {
    const rows = new Map<string, CircuitRow>();
    const table = await tables.open('circuits');
    for await (const row of table.listEntities<CircuitRow>()) rows.set(String(row.rowKey), row);
    return rows;
  }

  function remembered(): Promise<ReadonlyMap<string, CircuitRow>> {
    if (known && Date.now() < known.until) return known.rows;
    const reading = { until: Date.now() + cacheMs, rows: readAll() };
    known = reading;
    reading.rows.catch(() => {
      if (known === reading) known = undefined;
    });
    return reading.rows;
  }

  /** Only one of all instances gets to look; the others learn when the next may. */
  async function mayProbe(key: string, row: CircuitRow): Promise<boolean> {
    const probes = row.probes + 1;
    const probeAt = Date.now() + Math.min(firstProbeMs * 2 ** probes, longestProbeMs);
    known = undefined;
    try {
      const table = await tables.open('circuits');
      const options = row.etag === undefined ? {} : { etag: row.etag };
      await table.updateEntity({ partitionKey, rowKey: key, probeAt, probes }, 'Merge', options);
      return true;
    } catch (error) {
      if (storageStatus(error) === 412 || storageStatus(error) === 404) return false;
      throw error;
    }
  }

  return {
    async check(tenantId, resource) {
      const rows = await remembered();
      if (rows.size === 0) return;
      for (const key of [all, keyOf(tenantId, resource)]) {
        const row = rows.get(key);
        if (!row) continue;
        const due = Date.now() >= row.probeAt && (await mayProbe(key, row));
        if (!due) throw toError(row);
      }
    },
    async succeeded(tenantId, resource) {
      const rows = await remembered();
      if (rows.size === 0) return;
      for (const key of [all, keyOf(tenantId, resource)]) {
        if (!rows.has(key)) continue;
        const table = await tables.open('circuits');
        await table.deleteEntity(partitionKey, key).catch(() => undefined);
        known = undefined;
        log.info('circuit.closed', key === all ? {} : { tenantId });
      }
    },
    async failed(tenantId, resource, error) {
      const { code, message, upstream } = error;
      if (!parksAll.has(code) && !parksTenant.has(code)) return;
      const key = parksAll.has(code) ? all : keyOf(tenantId, resource);
      const table = await tables.open('circuits');
      if (await orUndefined(table.getEntity(partitionKey, key))) return;
      const reason: Reason = { code, message, upstream };
      const row = { reason: JSON.stringify(reason), probeAt: Date.now() + firstProbeMs, probes: 0 };
      await table.upsertEntity({ partitionKey, rowKey: key, ...row }, 'Replace');
      known = undefined;
      const upstreamCode = upstream.code === undefined ? {} : { upstreamCode: upstream.code };
      log.error('circuit.opened', { code, ...upstreamCode, ...(key === all ? {} : { tenantId }) });
    },
  };
}

function keyOf(tenantId: string, resource: string): string {
  return rowKey(`${tenantId} ${resource}`);
}

function toError({ reason, probeAt }: CircuitRow): UpstreamError {
  const { code, message, upstream } = JSON.parse(reason) as Reason;
  const retryAfterMs = Math.max(probeAt - Date.now(), 1_000);
  return new UpstreamError(code, message, 'notSent', { upstream, retryAfterMs });
}
