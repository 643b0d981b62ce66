// Microsoft's published OpenAPI and permission data of Graph, cut to what is used here. STEWARD_SHARED names the folder
// that holds data/graph-v1.subset.json and data/graph-permissions.subset.json; they are too big to ship.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Router } from '../router';
import { type Schema, SchemaCheck } from './schema';

interface Operation {
  readonly parameters?: readonly { readonly $ref?: string; readonly name?: string }[];
  readonly responses: Readonly<
    Record<string, { readonly content?: { readonly 'application/json'?: { readonly schema: Schema } } }>
  >;
  readonly 'x-evidence'?: Readonly<Record<string, boolean>>;
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly parameters: Readonly<Record<string, { readonly name: string }>>;
  };
}

export interface Permissions {
  readonly delegated?: { readonly least: readonly string[]; readonly all: readonly string[] };
  /** Absent: the very path; otherwise how the row was found. */
  readonly match?: string;
}

const folder = process.env['STEWARD_SHARED'];

/** Whether the data is there to check against. */
export const hasGraphDescription = folder !== undefined && folder !== '';

/** For the title of a test that is left out. */
export const whyNot = hasGraphDescription ? '' : ' (left out: STEWARD_SHARED names no folder with the data)';

interface Described {
  readonly method: string;
  readonly path: string;
  readonly template: string;
  readonly operation: Operation;
}

export class GraphDescription {
  readonly check: SchemaCheck;
  private readonly router: Router<Described>;

  constructor(
    private readonly api: OpenApi,
    readonly permissions: Readonly<Record<string, Permissions>>,
  ) {
    this.check = new SchemaCheck(api.components.schemas);
    const described = Object.entries(api.paths).flatMap(([template, item]) =>
      Object.entries(item).map(([method, operation]) => ({
        method: method.toUpperCase(),
        path: asOnTheWire(template),
        template,
        operation,
      })),
    );
    // Fixed segments win over parameters.
    this.router = new Router(described.sort((a, b) => parameters(a.path) - parameters(b.path)));
  }

  schema(name: string): Schema {
    return { $ref: `#/components/schemas/${name}` };
  }

  /** The operation of a URL, whole or from the version on. */
  find(method: string, url: string): (Described & { readonly query: URLSearchParams }) | undefined {
    const { pathname, searchParams } = new URL(url, 'http://local');
    const path = asOnTheWire(pathname.replace(/^\/(?:v1\.0|beta)(?=\/)/, ''));
    const route = this.router.match(method, path)?.route;
    return route && { ...route, query: searchParams };
  }

  callProblems(method: string, url: string): string[] {
    const found = this.find(method, url);
    if (!found) return [`${method} ${url}: no such operation`];
    const { operation, query } = found;
    const evidence = Object.values(operation['x-evidence'] ?? { handwritten: true });
    const problems = evidence.includes(true) ? [] : ['no document knows this operation'];
    const options = (operation.parameters ?? []).map(
      ({ $ref = '', name }) => name ?? this.api.components.parameters[$ref.split('/').at(-1) ?? '']?.name,
    );
    for (const name of query.keys()) {
      if (name !== '$skiptoken' && !options.includes(name)) problems.push(`the query option ${name} is not described`);
    }
    const known = this.itemProperties(operation);
    for (const name of query.get('$select')?.split(',') ?? []) {
      if (known && !(name in known) && !name.startsWith('extension_'))
        problems.push(`$select names ${name}, which is not described`);
    }
    return problems.map((problem) => `${method} ${url}: ${problem}`);
  }

  answerProblems(method: string, url: string, status: number, body: unknown): string[] {
    const found = this.find(method, url);
    if (!found) return [`${method} ${url}: no such operation`];
    const { responses } = found.operation;
    if (status < 400 && !(String(status) in responses)) return [`${method} ${url}: ${String(status)} is not described`];
    const schema =
      status >= 400 ? this.schema('error') : responses[String(status)]?.content?.['application/json']?.schema;
    if (!schema) return status === 204 ? [] : [`${method} ${url}: no body is described`];
    return this.check.problems(body, schema).map((problem) => `${method} ${url}: ${problem}`);
  }

  private itemProperties(operation: Operation): Readonly<Record<string, Schema>> | undefined {
    const schema = operation.responses['200']?.content?.['application/json']?.schema;
    if (!schema) return undefined;
    const own = this.check.properties(schema);
    const items = own['value'] && this.check.resolve(own['value']).items;
    const ofItem = items ? this.check.properties(items) : own;
    // Directory objects of any kind may be asked for the properties of users and groups.
    const any = ['microsoft.graph.user', 'microsoft.graph.group'].map((name) =>
      this.check.properties(this.schema(name)),
    );
    return items?.$ref?.endsWith('.directoryObject') || schema.$ref?.endsWith('.directoryObject')
      ? (Object.assign({}, ofItem, ...any) as Record<string, Schema>)
      : ofItem;
  }
}

const parameters = (path: string): number => path.split('{').length;

/** Functions without arguments lose their parentheses, type casts their namespace. */
function asOnTheWire(path: string): string {
  return path.replaceAll('()', '').replaceAll('/microsoft.graph.', '/graph.');
}

let loaded: GraphDescription | undefined;

/** The data, read once. */
export function graphDescription(): GraphDescription {
  if (folder === undefined) throw new Error('STEWARD_SHARED names no folder with the data of Graph.');
  const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, 'data', name), 'utf8'));
  loaded ??= new GraphDescription(
    read('graph-v1.subset.json') as OpenApi,
    (read('graph-permissions.subset.json') as { operations: Record<string, Permissions> }).operations,
  );
  return loaded;
}

/** What is wrong with a call to Graph by Microsoft's own description; empty when nothing is. */
export function checkGraphCall(method: string, url: string): string[] {
  return graphDescription().callProblems(method, url);
}

/** What is wrong with an answer of Graph. */
export function checkGraphAnswer(method: string, url: string, status: number, body: unknown): string[] {
  return graphDescription().answerProblems(method, url, status, body);
}
