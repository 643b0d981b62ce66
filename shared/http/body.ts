import type { z } from 'zod';
import { InputError, type FieldError } from '../errors';
import type { Json } from '../json';
import type { HttpCall } from './call';
import { toPointer } from './pointer';
import { parseStrictJson } from './strict-json';

/** How much a body may hold. */
export interface Limits {
  readonly bytes: number;
  /** Of JSON: objects, lists, texts and so on. */
  readonly values?: number;
}

const ordinary: Limits = { bytes: 1024 * 1024 };
const mostErrors = 50;

export interface JsonBody {
  /** As received. */
  readonly bytes: Uint8Array;
  readonly value: Json;
}

/** Reads a body of JSON; undefined when there is none. */
export async function readBody(call: HttpCall): Promise<JsonBody | undefined> {
  const bytes = await readBytes(call, ordinary);
  if (bytes.length === 0) return undefined;
  needType(call.headers, ['application/json']);
  return { bytes, value: parseJson(bytes, ordinary) };
}

/** The same, where one is needed. */
export async function needBody(call: HttpCall): Promise<JsonBody> {
  return (await readBody(call)) ?? refuseEmpty();
}

/** A body as it came, if it is not too large. */
export async function readBytes(call: HttpCall, { bytes: most }: Limits): Promise<Uint8Array> {
  const length = Number(call.headers.get('content-length') ?? 0);
  const bytes = length > most ? undefined : await call.body();
  if (bytes && bytes.length <= most) return bytes;
  throw new InputError('BODY_TOO_LARGE', `The body is larger than ${String(most)} bytes.`);
}

export function parseJson(bytes: Uint8Array, { values }: Limits): Json {
  return parseStrictJson(decode(bytes), values);
}

export function refuseEmpty(): never {
  throw malformed('The body is empty.', { pointer: '', detail: 'The body is empty' });
}

export function malformed(message: string, error: FieldError): InputError {
  return new InputError('BODY_MALFORMED', message, { errors: [error] });
}

/** A value of the schema's type, or INPUT_INVALID naming each wrong field. */
export function checkBody<S extends z.ZodType>(schema: S, value: Json): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalid(parsed.error.issues.flatMap(toFieldErrors));
}

/** All of these are wrong. */
export function invalid(errors: readonly FieldError[]): InputError {
  const [first] = errors;
  const more = errors.length > 1 ? `, and ${String(errors.length - 1)} more` : '';
  const message = `${first?.pointer || 'The body'}: ${first?.detail ?? 'is not valid'}${more}.`;
  return new InputError('INPUT_INVALID', message, { errors: errors.slice(0, mostErrors) });
}

function toFieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code !== 'unrecognized_keys') return [{ pointer: toPointer(issue.path), detail: issue.message }];
  return issue.keys.map((key) => ({ pointer: toPointer([...issue.path, key]), detail: 'Unknown property' }));
}

/** The media type of a body, which must be one of `known` and neither compressed nor in another encoding. */
export function needType<T extends string>(headers: HttpCall['headers'], known: readonly T[]): T {
  const [type = '', ...parameters] = (headers.get('content-type') ?? '').toLowerCase().split(';');
  const charset = parameters.map((one) => one.trim()).find((one) => one.startsWith('charset='));
  const encoding = headers.get('content-encoding')?.trim().toLowerCase() || 'identity';
  const found = known.find((one) => one === type.trim());
  if (found === undefined) throw unsupported(`The content type must be ${known.join(' or ')}.`);
  if (charset !== undefined && !/^charset="?utf-?8"?$/.test(charset)) throw unsupported('The charset must be UTF-8.');
  if (encoding !== 'identity') throw unsupported('The body must not be compressed.');
  return found;
}

function unsupported(message: string): InputError {
  return new InputError('MEDIA_TYPE_UNSUPPORTED', message);
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw malformed('The body is not UTF-8.', { pointer: '', detail: 'Not UTF-8' });
  }
}
