// Reads the bodies of control calls. They are written by people and tests, so what is wrong is said plainly.
import type { Tenant } from '../tenants';
import { isObject, json, type Call, Refusal } from '../wire';
import type { World } from '../world';

export type Input = Readonly<Record<string, unknown>>;

export function badInput(message: string): never {
  throw new Refusal({ status: 400, body: { error: { code: 'BadControlInput', message } } });
}

/** The body, with nothing in it but the properties named. */
export function input(call: Call, ...names: readonly string[]): Input {
  const body = json(call) ?? {};
  return only(body, 'the body', ...names);
}

export function only(value: unknown, what: string, ...names: readonly string[]): Input {
  if (!isObject(value)) return badInput(`${what} must be an object`);
  const unknown = Object.keys(value).find((name) => !names.includes(name));
  if (unknown !== undefined) badInput(`${what} has no property ${unknown}; it takes ${names.join(', ')}`);
  return value;
}

export function text(value: unknown, what: string): string {
  return typeof value === 'string' && value !== '' ? value : badInput(`${what} must be a text`);
}

export function number(value: unknown, what: string): number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
    ? value
    : badInput(`${what} must be a number, 0 or more`);
}

export function texts(value: unknown, what: string): string[] {
  return list(value, what).map((each) => text(each, what));
}

export function list(value: unknown, what: string): unknown[] {
  return Array.isArray(value) ? value : badInput(`${what} must be a list`);
}

export function time(value: unknown, what: string): string {
  const ms = Date.parse(text(value, what));
  return Number.isNaN(ms) ? badInput(`${what} must be a time`) : new Date(ms).toISOString();
}

/** A tenant by id, domain or short name. */
export function tenant(world: World, value: unknown): Tenant {
  const key = text(value, 'tenant');
  return world.tenants.find(key) ?? badInput(`there is no tenant ${key}`);
}
