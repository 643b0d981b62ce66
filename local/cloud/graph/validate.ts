import type { Tenant } from '../tenants';
import { isObject } from '../wire';
import { badRequest, notImplemented, refuse } from './errors';
import { isExtension, type Property, type PropertyType } from './properties';

export type Properties = Record<string, unknown>;

/** The writable properties of a body; anything Graph would not take is refused in its words. */
export function writable(
  body: unknown,
  table: ReadonlyMap<string, Property>,
  type: 'User' | 'Group',
  tenant: Tenant,
): Properties {
  if (!isObject(body)) {
    return refuse(
      400,
      'BadRequest',
      'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
    );
  }
  const properties: Properties = {};
  const unregistered: string[] = [];
  for (const [name, value] of Object.entries(body)) {
    if (name.endsWith('@odata.bind')) notImplemented(`${name} in a body`);
    if (name.includes('@odata.')) continue;
    if (isExtension(name)) {
      if (!tenant.extensions.includes(name)) unregistered.push(name);
      else checkType(name, value, 'string', type);
    } else {
      check(name, value, table.get(name), type);
    }
    properties[name] = value;
  }
  if (unregistered.length > 0) {
    badRequest(`The following extension properties are not available: ${unregistered.join(',')}.`);
  }
  return properties;
}

function check(name: string, value: unknown, property: Property | undefined, type: 'User' | 'Group'): void {
  if (!property) badRequest(`Invalid property '${name}'.`);
  if (property.readOnly) badRequest(`Property '${name}' is read-only and cannot be set.`);
  checkType(name, value, property.type, type);
  if (typeof value === 'string' && property.maxLength !== undefined && value.length > property.maxLength) {
    invalid(name, type);
  }
  // Graph takes null to clear a text, but not an empty one.
  if (value === '' && property.type === 'string') invalid(name, type);
}

function checkType(name: string, value: unknown, expected: PropertyType, type: 'User' | 'Group'): void {
  if (value === null ? !expected.endsWith('[]') && expected !== 'boolean' : matches(value, expected)) return;
  invalid(name, type);
}

function matches(value: unknown, expected: PropertyType): boolean {
  switch (expected) {
    case 'string':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'integer':
      return Number.isInteger(value);
    case 'object':
      return isObject(value);
    case 'string[]':
      return Array.isArray(value) && value.every((item) => typeof item === 'string');
    case 'object[]':
      return Array.isArray(value) && value.every(isObject);
  }
}

export function invalid(name: string, type: 'User' | 'Group'): never {
  return badRequest(`Invalid value specified for property '${name}' of resource '${type}'.`, [
    { code: 'InvalidValue', target: name, message: `Invalid value specified for property '${name}'.` },
  ]);
}

export function requireProperties(properties: Properties, names: readonly string[], type: 'User' | 'Group'): void {
  for (const name of names) {
    if (properties[name] === undefined || properties[name] === null) {
      badRequest(`A value is required for property '${name}' of resource '${type}'.`, [
        { code: 'InvalidValue', target: name, message: `A value is required for property '${name}'.` },
      ]);
    }
  }
}
