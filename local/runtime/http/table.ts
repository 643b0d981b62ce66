import type { App, RegisteredFunction } from '../core/app';
import { triggerOf } from '../core/supported';
import { RuntimeError } from '../runtime-error';
import { matchRoute, parseRoute, type Route } from './route';

export interface Endpoint {
  registered: RegisteredFunction;
  /** Name of the trigger's binding. */
  binding: string;
  route: Route;
  methods: string[];
  /** Anything but anonymous asks for the function key. */
  needsKey: boolean;
}

function endpoint(registered: RegisteredFunction, prefix: string): Endpoint | undefined {
  const { metadata } = registered;
  const { name: binding, binding: options, type } = triggerOf(metadata);
  if (type !== 'httptrigger') return undefined;
  const template = typeof options['route'] === 'string' ? options['route'] : metadata.name;
  const full = `${prefix}/${template}`.replace(/^\/+/, '');
  if (/^admin(\/|$)/i.test(template)) {
    throw new RuntimeError(`Function "${metadata.name}": the route "${template}" conflicts with built in routes.`);
  }
  const methods = Array.isArray(options['methods']) ? options['methods'].map((one) => String(one).toUpperCase()) : [];
  const { authLevel } = options;
  const needsKey = typeof authLevel !== 'string' || authLevel.toLowerCase() !== 'anonymous';
  return { registered, binding, route: parseRoute(full), methods, needsKey };
}

/** All HTTP functions of an app, the most literal route first. */
export function routeTable(app: App, prefix: string): Endpoint[] {
  const endpoints = [...app.functions.values()].flatMap((registered) => endpoint(registered, prefix) ?? []);
  return endpoints.sort((a, b) => (a.route.precedence < b.route.precedence ? -1 : 1));
}

/** Finds the endpoint of a call. As in the host, a wrong method is not found, not 405. */
export function findEndpoint(table: Endpoint[], method: string, path: string) {
  for (const candidate of table) {
    if (candidate.methods.length > 0 && !candidate.methods.includes(method)) continue;
    const parameters = matchRoute(candidate.route, path);
    if (parameters !== undefined) return { endpoint: candidate, parameters };
  }
  return undefined;
}
