import type { Consequence, Fault } from '../faults';
import { type Answer, type Call, isObject } from '../wire';
import type { World } from '../world';
import { badInput, input, number, only, tenant, text } from './input';

const services = ['entra', 'graph', 'partnerCenter', 'vault', 'msi', 'exchange'];

/** Sets one fault. */
export function addFault(world: World, call: Call): Answer {
  const given = input(call, 'service', 'method', 'path', 'cmdlet', 'tenant', 'times', 'then');
  const service = text(given['service'], 'service');
  if (!services.includes(service)) badInput(`there is no service ${service}; it is one of ${services.join(', ')}`);
  const fault: Fault = {
    service,
    ...(given['method'] === undefined ? {} : { method: text(given['method'], 'method') }),
    ...(given['path'] === undefined ? {} : { path: text(given['path'], 'path') }),
    ...(given['cmdlet'] === undefined ? {} : { cmdlet: text(given['cmdlet'], 'cmdlet') }),
    ...(given['tenant'] === undefined ? {} : { tenant: tenant(world, given['tenant']).id }),
    ...(given['times'] === undefined ? {} : { times: number(given['times'], 'times') }),
    then: consequence(given['then']),
  };
  world.faults.add(fault);
  return { status: 200, body: fault };
}

function consequence(value: unknown): Consequence {
  if (!isObject(value)) return badInput('then must be an object');
  if ('delayMs' in value) return { delayMs: number(only(value, 'then', 'delayMs')['delayMs'], 'delayMs') };
  if ('applyThen' in value) return { applyThen: fixed(only(value, 'then', 'applyThen')['applyThen']) };
  if ('drop' in value) {
    const { drop } = only(value, 'then', 'drop');
    return drop === 'before' || drop === 'after' ? { drop } : badInput('drop must be before or after');
  }
  return fixed(value);
}

function fixed(value: unknown): { status: number; headers?: Record<string, string>; body?: unknown } {
  const { status, headers, body } = only(value, 'the answer', 'status', 'headers', 'body');
  if (headers !== undefined && !isObject(headers)) badInput('headers must be an object');
  const asText = Object.entries(headers ?? {}).map(([name, each]) => [name, String(each)] as const);
  return {
    status: number(status, 'status'),
    ...(headers === undefined ? {} : { headers: Object.fromEntries(asText) }),
    ...(body === undefined ? {} : { body }),
  };
}
