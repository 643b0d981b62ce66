import type { Answer } from '../wire';
import { badRequest, notImplemented, refuse } from './errors';
import { parseFilter } from './filter';
import { isExtension, type Property } from './properties';
import type { GraphRequest } from './route';

type Plain = Readonly<Record<string, unknown>>;

const supported = new Set(['$select', '$filter', '$top', '$skiptoken', '$count']);

/** A kind of object: how it is called, what properties it has, how a stored one looks in full. */
export interface Shape<T> {
  readonly set: string;
  readonly type: string;
  readonly properties: ReadonlyMap<string, Property>;
  readonly full: (object: T, request: GraphRequest) => Plain;
  /** For sets of more than one kind of object: the kind of this one, which its answer then names. */
  readonly narrow?: (object: T) => { readonly type: string; readonly properties: ReadonlyMap<string, Property> };
}

/** The properties a call asks for by $select; undefined for the default set. */
function selected<T>(request: GraphRequest, shape: Shape<T>): string[] | undefined {
  const text = request.call.query.get('$select');
  if (text === null || text === '') return undefined;
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !shape.properties.has(name) && !isExtension(name));
  if (unknown !== undefined) {
    refuse(
      400,
      'BadRequest',
      `Parsing OData Select and Expand failed: Could not find a property named '${unknown}' on type 'microsoft.graph.${shape.type}'.`,
    );
  }
  return names;
}

function view<T>(object: T, request: GraphRequest, shape: Shape<T>, names: readonly string[] | undefined): Plain {
  const full = shape.full(object, request);
  const kind = shape.narrow?.(object);
  const properties = kind?.properties ?? shape.properties;
  const wanted = names?.filter((name) => properties.has(name) || isExtension(name)) ?? defaults(properties);
  const empty = (name: string): [] | null => (properties.get(name)?.type.endsWith('[]') ? [] : null);
  return {
    ...(kind ? { '@odata.type': `#microsoft.graph.${kind.type}` } : {}),
    ...Object.fromEntries(wanted.map((name) => [name, full[name] ?? empty(name)])),
  };
}

function defaults(properties: ReadonlyMap<string, Property>): string[] {
  return [...properties].filter(([, property]) => property.byDefault).map(([name]) => name);
}

function contextOf(request: GraphRequest, set: string, names: readonly string[] | undefined, entity: boolean): string {
  const columns = names ? `(${names.join(',')})` : '';
  return `${request.root}/$metadata#${set}${columns}${entity ? '/$entity' : ''}`;
}

/** One object as Graph answers it. */
export function entity<T>(request: GraphRequest, shape: Shape<T>, object: T): Plain {
  refuseUnsupported(request);
  const names = selected(request, shape);
  return { '@odata.context': contextOf(request, shape.set, names, true), ...view(object, request, shape, names) };
}

/** One object in its default properties, whatever the query says: what creating answers. */
export function created<T>(request: GraphRequest, shape: Shape<T>, object: T): Plain {
  return {
    '@odata.context': contextOf(request, shape.set, undefined, true),
    ...view(object, request, shape, undefined),
  };
}

/** One page of objects, filtered, with the absolute link to the next. */
export function page<T extends object>(request: GraphRequest, shape: Shape<T>, objects: Iterable<T>): Answer {
  refuseUnsupported(request);
  const { query } = request.call;
  const names = selected(request, shape);
  const filter = query.get('$filter');
  const matches =
    filter === null ? undefined : parseFilter(filter, (name) => shape.properties.has(name) || isExtension(name));
  const found: T[] = [];
  for (const object of objects) if (!matches || matches(object as Plain)) found.push(object);
  const start = Number(query.get('$skiptoken') ?? 0);
  const end = start + top(query.get('$top'));
  return {
    status: 200,
    body: {
      '@odata.context': contextOf(request, shape.set, names, false),
      ...(query.get('$count') === 'true' ? { '@odata.count': found.length } : {}),
      ...(end < found.length ? { '@odata.nextLink': nextLink(request, end) } : {}),
      value: found.slice(start, end).map((object) => view(object, request, shape, names)),
    },
  };
}

function top(text: string | null): number {
  if (text === null) return 100;
  const size = Number(text);
  if (!Number.isInteger(size) || size < 1 || size > 999) {
    badRequest(`Invalid page size specified: '${text}'. Must be between 1 and 999 inclusive.`);
  }
  return size;
}

function nextLink(request: GraphRequest, start: number): string {
  const query = new URLSearchParams(request.call.query);
  query.set('$skiptoken', String(start));
  return `${request.call.origin}${request.call.path}?${query.toString().replaceAll('%24', '$')}`;
}

function refuseUnsupported({ call }: GraphRequest): void {
  for (const name of call.query.keys()) {
    if (!supported.has(name)) notImplemented(`the query option ${name} on ${call.path}`);
  }
}
