import { orUndefined, storageStatus, type Tables } from '../connections/storage/tables';
import type { Pause, PauseReader, PauseWriter } from '../connections/types';
import { rowKey } from '../row-key';

const tableName = 'pauses';
const partitionKey = 'pauses';
/** A pause is obeyed by every instance after this at the latest. */
const cacheMs = 2_000;
/** The row of a pause of everything. */
const all = '*';

interface PauseRow {
  readonly pause: string;
}

export interface Pauses extends PauseWriter {
  /** The pause that holds for a customer (null: the partner itself), from a short memory. */
  holdingFor(customerId: string | null): Promise<Pause | undefined>;
}

/** The emergency stop: rows that every instance looks at before each effect. */
export function createPauses(tables: Tables): Pauses {
  let known: { readonly until: number; readonly pauses: Promise<readonly Pause[]> } | undefined;

  async function readAll(): Promise<readonly Pause[]> {
    const pauses: Pause[] = [];
    const queryOptions = { filter: `PartitionKey eq '${partitionKey}'` };
    for await (const row of (await tables.open(tableName)).listEntities<PauseRow>({ queryOptions })) {
      pauses.push(JSON.parse(row.pause) as Pause);
    }
    return pauses;
  }

  function remembered(): Promise<readonly Pause[]> {
    if (known && Date.now() < known.until) return known.pauses;
    const reading = { until: Date.now() + cacheMs, pauses: readAll() };
    known = reading;
    reading.pauses.catch(() => {
      if (known === reading) known = undefined;
    });
    return reading.pauses;
  }

  const keyOf = (customerId: string | null) => (customerId === null ? all : `id:${rowKey(customerId)}`);

  const reader: PauseReader = {
    list: readAll,
    async find(customerId) {
      const row = await orUndefined(
        (await tables.open(tableName)).getEntity<PauseRow>(partitionKey, keyOf(customerId)),
      );
      return row && (JSON.parse(row.pause) as Pause);
    },
  };
  return {
    ...reader,
    async holdingFor(customerId) {
      const pauses = await remembered();
      return pauses.find((pause) => pause.customerId === null || pause.customerId === customerId);
    },
    async set(pause) {
      const table = await tables.open(tableName);
      await table.upsertEntity(
        { partitionKey, rowKey: keyOf(pause.customerId), pause: JSON.stringify(pause) },
        'Replace',
      );
      known = undefined;
    },
    async remove(customerId) {
      const table = await tables.open(tableName);
      await table.deleteEntity(partitionKey, keyOf(customerId)).catch((error: unknown) => {
        if (storageStatus(error) !== 404) throw error;
      });
      known = undefined;
    },
  };
}
