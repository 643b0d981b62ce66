import { decode } from './wire';

// Route templates in the notation of Microsoft's own API descriptions: /users/{user-id}/assignLicense,
// /tenantRelationships/findTenantInformationByTenantId(tenantId='{tenantId}').

export interface Route {
  readonly method: string;
  readonly path: string;
}

type Segment = { readonly text: string } | { readonly pattern: RegExp; readonly names: readonly string[] };

interface Compiled<R> {
  readonly route: R;
  readonly segments: readonly Segment[];
}

export interface Match<R> {
  readonly route: R;
  readonly params: Readonly<Record<string, string>>;
}

/** Finds the route of a call. Literal segments win over parameters when they are declared first. */
export class Router<R extends Route> {
  private readonly byShape = new Map<string, Compiled<R>[]>();

  constructor(routes: readonly R[]) {
    for (const route of routes) {
      const segments = split(route.path).map(compile);
      const shape = `${route.method} ${String(segments.length)}`;
      const sameShape = this.byShape.get(shape);
      if (sameShape) sameShape.push({ route, segments });
      else this.byShape.set(shape, [{ route, segments }]);
    }
  }

  match(method: string, path: string): Match<R> | undefined {
    const parts = split(path);
    const decoded = parts.map(decode);
    for (const { route, segments } of this.byShape.get(`${method} ${String(parts.length)}`) ?? []) {
      const params = matchAll(segments, decoded);
      if (params) return { route, params };
    }
    return undefined;
  }
}

function split(path: string): string[] {
  return path.split('/').filter((part) => part !== '');
}

function compile(part: string): Segment {
  const names = [...part.matchAll(/\{([^}]+)\}/g)].map((match) => match[1] ?? '');
  if (names.length === 0) return { text: part };
  const source = part
    .split(/\{[^}]+\}/)
    .map((text) => text.replace(/[$()*+.?[\\\]^|]/g, '\\$&'))
    .join('(.+)');
  return { pattern: new RegExp(`^${source}$`, 'i'), names };
}

function matchAll(segments: readonly Segment[], parts: readonly string[]): Record<string, string> | undefined {
  const params: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const part = parts[index] ?? '';
    if ('text' in segment) {
      if (segment.text !== part && segment.text.toLowerCase() !== part.toLowerCase()) return undefined;
      continue;
    }
    const found = segment.pattern.exec(part);
    if (!found) return undefined;
    for (const [at, name] of segment.names.entries()) params[name] = found[at + 1] ?? '';
  }
  return params;
}
