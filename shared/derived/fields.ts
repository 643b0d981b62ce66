import type { z } from 'zod';
import type { JsonObject } from '../json';

/** One property of an action's input or output, in words. */
export interface Field {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly default?: string;
  readonly description: string;
}

type Schema = z.core.JSONSchema.JSONSchema;

/** The properties that an action's JSON Schema describes. */
export function fieldsOf(described: JsonObject): readonly Field[] {
  const schema = described as Schema;
  return properties(schema).map(([name, property]) => ({
    name,
    type: typeText(property),
    required: schema.required?.includes(name) ?? false,
    ...(property.default === undefined ? {} : { default: JSON.stringify(property.default) }),
    description: property.description ?? '',
  }));
}

function properties(schema: Schema): [string, Schema][] {
  return Object.entries(schema.properties ?? {}).map(([name, property]) => [name, toSchema(property)]);
}

/** `true` and `false` are schemas too: anything, nothing. */
function toSchema(schema: z.core.JSONSchema._JSONSchema): Schema {
  return typeof schema === 'boolean' ? {} : schema;
}

/** A schema in a few words: `text`, `list of { sku, disabledPlans? }`. */
function typeText(schema: Schema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' or ');
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return [...new Set(choices.map((choice) => typeText(toSchema(choice))))].join(' or ');
  const types: unknown = schema.type;
  if (Array.isArray(types)) return types.map((type) => typeText({ ...schema, type: type as 'null' })).join(' or ');
  if (schema.type === 'array') return `list of ${typeText(itemOf(schema))}`;
  if (schema.type === 'object') return objectText(schema);
  if (schema.type === 'string') return schema.format === undefined ? 'text' : formatText(schema.format);
  if (schema.type === 'boolean') return 'true or false';
  if (schema.type === 'integer') return 'whole number';
  return typeof schema.type === 'string' ? schema.type : 'anything';
}

function itemOf({ items }: Schema): Schema {
  return items === undefined || Array.isArray(items) ? {} : toSchema(items);
}

function objectText(schema: Schema): string {
  const names = properties(schema).map(([name]) => (schema.required?.includes(name) ? name : `${name}?`));
  return names.length === 0 ? 'object' : `{ ${names.join(', ')} }`;
}

function formatText(format: string): string {
  return format === 'uuid' ? 'GUID' : format;
}
