import type { z } from 'zod';
import { StewardError } from '../errors';
import type { Json } from '../json';
import { unmarked, type Cell } from './csv';
import { parseStrictJson } from './strict-json';

type Schema = z.core.JSONSchema.JSONSchema;

/** How a cell of a column is read, as its field's schema wants it. */
export interface CellType {
  readonly is: 'text' | 'boolean' | 'number' | 'texts' | 'json';
  readonly nullable: boolean;
}

export function cellTypeOf(schema: z.core.JSONSchema._JSONSchema): CellType {
  const all = typesOf(schema);
  const types = all.filter((type) => type !== 'null');
  const only = (...some: string[]): boolean => types.length > 0 && types.every((type) => some.includes(type));
  const nullable = types.length < all.length;
  if (only('boolean')) return { is: 'boolean', nullable };
  if (only('number', 'integer')) return { is: 'number', nullable };
  if (only('texts')) return { is: 'texts', nullable };
  return { is: types.includes('string') ? 'text' : 'json', nullable };
}

/** JSON Schema's names of types; a list of texts is `texts`. */
function typesOf(schema: z.core.JSONSchema._JSONSchema): string[] {
  if (typeof schema === 'boolean') return [];
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.flatMap(typesOf);
  if (schema.type !== undefined) return [schema.type].flat().map((type) => (isTexts(type, schema) ? 'texts' : type));
  const values = schema.const === undefined ? (schema.enum ?? []) : [schema.const];
  return values.map((value) => (value === null ? 'null' : typeof value));
}

function isTexts(type: string, { items }: Schema): boolean {
  return type === 'array' && typeof items === 'object' && !Array.isArray(items) && items.type === 'string';
}

/** The value of a cell that is not empty; or what is wrong with it. */
export function fromCell(
  { is, nullable }: CellType,
  cell: string,
): { readonly value: Json } | { readonly fault: string } {
  const text = unmarked(cell);
  const word = text.trim();
  if (nullable && text === 'null') return { value: null };
  if (is === 'text') return { value: text };
  if (is === 'boolean') {
    const truth = { true: true, false: false }[word.toLowerCase()];
    return truth === undefined ? { fault: 'Must be true or false' } : { value: truth };
  }
  if (is === 'number') {
    return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(word) ? { value: Number(word) } : { fault: 'Must be a number' };
  }
  return is === 'texts' && !word.startsWith('[') ? { value: partsOf(text) } : json(text);
}

function partsOf(text: string): string[] {
  return text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function json(text: string): { readonly value: Json } | { readonly fault: string } {
  try {
    return { value: parseStrictJson(text) };
  } catch (error) {
    if (error instanceof StewardError) return { fault: `Must be JSON: ${error.message}` };
    throw error;
  }
}

/** A value as `fromCell` reads it: lists of texts with `;` between, other nested values as JSON. */
export function toCell(value: Json | undefined): Cell {
  if (value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number') return value;
  if (Array.isArray(value) && value.length > 0 && value.every((entry) => typeof entry === 'string')) {
    const joined = value.join(';');
    const parts = partsOf(joined);
    const readsBack = parts.length === value.length && parts.every((part, index) => part === value[index]);
    if (readsBack && !joined.startsWith('[')) return joined;
  }
  return JSON.stringify(value);
}
