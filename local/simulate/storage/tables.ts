import type { TableClient } from '@azure/data-tables';
import type { Tables } from '../../../shared/connections/storage/tables';
import { TableData, type Row } from './table-data';

/** Takes a call to where it is answered, and the answer back. `what` says what it is, for people. */
export type Travel = <T>(what: string, arrive: () => T) => Promise<T>;

/** All tables of a storage account. */
export class TableStore {
  constructor(private readonly tables = new Map<string, TableData>()) {}

  clone(): TableStore {
    return new TableStore(new Map([...this.tables].map(([name, data]) => [name, data.clone()])));
  }

  table(name: string): TableData {
    const known = this.tables.get(name);
    if (known) return known;
    const created = new TableData();
    this.tables.set(name, created);
    return created;
  }

  /** As one process sees them. */
  seenBy(travel: Travel): Tables {
    const opened = new Map<string, Promise<TableClient>>();
    return {
      open: (name) => {
        const client = opened.get(name) ?? Promise.resolve(createTableClient(this.table(name), name, travel));
        opened.set(name, client);
        return client;
      },
    };
  }
}

type Given = Parameters<TableData['create']>[0];

/** What the product uses of a TableClient. */
export function createTableClient(data: TableData, name: string, travel: Travel): TableClient {
  const tell = (verb: string, key: string): string => `${verb} ${name} ${key}`;
  const keyOf = ({ partitionKey = '', rowKey = '' }: Given): string => `${partitionKey}/${rowKey}`;
  const written = ({ etag }: Row): { etag: string } => ({ etag });

  async function* pages(filter: string | undefined, size: number, from?: string) {
    for (let token = from; ;) {
      const after = token;
      const page = await travel(tell('list', filter ?? ''), () => {
        const rows = data.list(filter);
        return (after === undefined ? rows : rows.filter((row) => keyOf(row) > after)).slice(0, size);
      });
      const last = page.length < size ? undefined : page.at(-1);
      token = last && keyOf(last);
      yield Object.assign(page.map(copied), token === undefined ? {} : { continuationToken: token });
      if (token === undefined) return;
    }
  }

  const client: Pick<
    TableClient,
    | 'createEntity'
    | 'getEntity'
    | 'updateEntity'
    | 'upsertEntity'
    | 'deleteEntity'
    | 'listEntities'
    | 'submitTransaction'
  > = {
    createEntity: (entity) => travel(tell('create', keyOf(entity)), () => written(data.create(entity))),
    getEntity: ((partitionKey: string, rowKey: string, options?: { queryOptions?: { select?: string[] } }) =>
      travel(tell('get', `${partitionKey}/${rowKey}`), () =>
        selected(data.get(partitionKey, rowKey), options?.queryOptions?.select),
      )) as TableClient['getEntity'],
    updateEntity: (entity, mode = 'Merge', options) =>
      travel(tell('update', keyOf(entity)), () => written(data.update(entity, mode, options?.etag ?? '*'))),
    upsertEntity: (entity, mode = 'Merge') =>
      travel(tell('upsert', keyOf(entity)), () => written(data.upsert(entity, mode))),
    deleteEntity: (partitionKey, rowKey, options) =>
      travel(tell('delete', `${partitionKey}/${rowKey}`), () => {
        data.delete(partitionKey, rowKey, options?.etag ?? '*');
        return {};
      }),
    listEntities: ((options: { queryOptions?: { filter?: string } } = {}) => {
      const filter = options.queryOptions?.filter;
      const rows = (async function* () {
        for await (const page of pages(filter, 1_000)) yield* page;
      })();
      return Object.assign(rows, {
        byPage: ({
          maxPageSize = 1_000,
          continuationToken,
        }: { maxPageSize?: number; continuationToken?: string } = {}) => pages(filter, maxPageSize, continuationToken),
      });
    }) as unknown as TableClient['listEntities'],
    submitTransaction: (actions) => {
      return travel(tell('transact', actions.map(([, entity]) => keyOf(entity)).join(' ')), () => {
        const subResponses = data.transact(actions).map((row) => ({ status: 204, ...(row && { etag: row.etag }) }));
        return { status: 202, subResponses, getResponseForEntity: () => undefined };
      });
    },
  };
  return client as TableClient;
}

function copied(row: Row): Row {
  return { ...row };
}

function selected(row: Row, names: readonly string[] | undefined): Readonly<Record<string, unknown>> {
  if (names === undefined) return copied(row);
  return Object.fromEntries(['etag', ...names].flatMap((name) => (name in row ? [[name, row[name]]] : [])));
}
