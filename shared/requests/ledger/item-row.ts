import type { Json, JsonObject } from '../../json';
import type { EffectRecord, ItemRecord, ItemState, PlanEntry, Problem } from '../records';
import { fromLongColumns, fromText, toLongColumns, toText, type Columns } from './columns';

/** An item as the runner holds it: the record and what only the runner needs. */
export interface Item {
  readonly row: number;
  state: ItemState;
  readonly effects: Map<string, EffectRecord>;
  /** Values recorded by `once`. */
  readonly once: Map<string, Json>;
  /** Deadlines recorded by `until`, RFC 3339. */
  readonly until: Map<string, string>;
  output: JsonObject | null;
  problem: Problem | null;
  warnings: { code: string; detail: string }[];
  plan: readonly PlanEntry[] | null;
  secrets: readonly string[];
  /** Secrets that answers held, sealed, by name. */
  readonly sealed: Map<string, string>;
  updatedAt: string;
  nextAttemptAt: string | null;
  /** When the next write may be sent, RFC 3339: a permit reserved for it. */
  permitAt: string | null;
  /** Waits in a row that were caused by an error; drives the back-off. */
  tries: number;
}

const prefix = 'i';
const sealedPrefix = 's_';

export function itemRowKey(row: number): string {
  return prefix + String(row).padStart(5, '0');
}

export function isItemRow(rowKey: string): boolean {
  return /^i\d{5}$/.test(rowKey);
}

export function newItem(row: number, now: string): Item {
  return {
    row,
    state: 'queued',
    effects: new Map(),
    once: new Map(),
    until: new Map(),
    output: null,
    problem: null,
    warnings: [],
    plan: null,
    secrets: [],
    sealed: new Map(),
    updatedAt: now,
    nextAttemptAt: null,
    permitAt: null,
    tries: 0,
  };
}

/** Column of a recorded effect, value or deadline: keys are `[a-z0-9-]`, columns may not hold `-`. */
export function column(kind: 'e' | 'o' | 'u', key: string): string {
  if (!/^[a-z0-9-]{1,100}$/.test(key)) throw new Error(`Key '${key}' may only hold a-z, 0-9 and '-'.`);
  return `${kind}_${key.replaceAll('-', '_')}`;
}

/** One property per effect: `done` of one effect and `sending` of the next become one row write. */
export function effectColumns(record: EffectRecord): Columns {
  return { [column('e', record.key)]: toText(record as unknown as Json, `Effect ${record.key}`) };
}

export function onceColumns(key: string, value: Json): Columns {
  return { [column('o', key)]: toText([key, value], `Recorded value ${key}`) };
}

export function untilColumns(key: string, deadline: string): Columns {
  return { [column('u', key)]: toText([key, deadline], `Deadline ${key}`) };
}

/** The names of one-time secrets, before the item's other columns are written: what they belong to may be made first. */
export function secretsColumns({ secrets }: Item): Columns {
  return secrets.length === 0 ? {} : { secrets: toText(secrets, 'The list of secrets') };
}

export function sealedColumns(name: string, sealed: string): Columns {
  if (!/^[A-Za-z][A-Za-z0-9]{0,60}$/.test(name)) throw new Error(`Secret '${name}' may only hold letters and digits.`);
  return { [`${sealedPrefix}${name}`]: sealed };
}

export function itemColumns(item: Item): Columns {
  return {
    row: item.row,
    state: item.state,
    ...toLongColumns('output', item.output, 'The output'),
    problem: toText(item.problem as unknown as Json, 'The problem'),
    warnings: toText(item.warnings, 'The warnings'),
    ...toLongColumns('plan', item.plan as unknown as Json, 'The plan'),
    secrets: toText(item.secrets, 'The list of secrets'),
    updatedAt: item.updatedAt,
    nextAttemptAt: item.nextAttemptAt ?? '',
    permitAt: item.permitAt ?? '',
    tries: item.tries,
  };
}

export function toItem(row: Readonly<Record<string, unknown>>): Item {
  const item = newItem(Number(row['row'] ?? String(row['rowKey']).slice(prefix.length)), '');
  item.state = (row['state'] as ItemState | undefined) ?? 'running';
  item.output = fromLongColumns<JsonObject>('output', row) ?? null;
  item.problem = fromText<Problem>(row['problem']) ?? null;
  item.warnings = fromText<Item['warnings']>(row['warnings']) ?? [];
  item.plan = fromLongColumns<PlanEntry[]>('plan', row) ?? null;
  item.secrets = fromText<string[]>(row['secrets']) ?? [];
  item.updatedAt = typeof row['updatedAt'] === 'string' ? row['updatedAt'] : '';
  item.nextAttemptAt =
    typeof row['nextAttemptAt'] === 'string' && row['nextAttemptAt'] !== '' ? row['nextAttemptAt'] : null;
  item.permitAt = typeof row['permitAt'] === 'string' && row['permitAt'] !== '' ? row['permitAt'] : null;
  item.tries = Number(row['tries'] ?? 0);
  for (const [name, value] of Object.entries(row)) {
    if (name.startsWith('e_')) {
      const record = fromText<EffectRecord>(value);
      if (record) item.effects.set(record.key, record);
    } else if (name.startsWith('o_') || name.startsWith('u_')) {
      const [key, recorded] = fromText<[string, Json]>(value) ?? [];
      if (key === undefined) continue;
      if (name.startsWith('o_')) item.once.set(key, recorded ?? null);
      else if (typeof recorded === 'string') item.until.set(key, recorded);
    } else if (name.startsWith(sealedPrefix) && typeof value === 'string') {
      item.sealed.set(name.slice(sealedPrefix.length), value);
    }
  }
  // The list is written with the item; a secret that was revealed before a crash is there all the same.
  item.secrets = [...new Set([...item.secrets, ...item.sealed.keys()])];
  return item;
}

function withoutSecrets(input: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(input).filter(([, value]) => typeof value !== 'object' || value === null || !('$sealed' in value)),
  );
}

/** What others may see of an item. */
export function toItemRecord(item: Item, customer: string | null, input: JsonObject): ItemRecord {
  const { once: _once, until: _until, tries: _tries, sealed: _sealed, permitAt: _permitAt, effects, ...shown } = item;
  return {
    ...shown,
    customer,
    input: withoutSecrets(input),
    effects: [...effects.values()].sort((a, b) => a.order - b.order),
  };
}
