import type { z } from 'zod';
import { InputError, type FieldError } from '../errors';
import type { Json } from '../json';
import type { HttpCall } from './call';
import { toPointer } from './pointer';
import { parseStrictJson } from './strict-json';

export const mostBytes = 1024 * 1024;
const mostErrors = 50;

export interface JsonBody {
  /** As received. */
  readonly bytes: Uint8Array;
  readonly value: Json;
}

/** Reads a body of JSON; undefined when there is none. */
export async function readBody(call: HttpCall): Promise<JsonBody | undefined> {
  if (Number(call.headers.get('content-length') ?? 0) > mostBytes) throw tooLarge();
  const bytes = await call.body();
  if (bytes.length > mostBytes) throw tooLarge();
  if (bytes.length === 0) return undefined;
  checkType(call.headers);
  return { bytes, value: parseStrictJson(decode(bytes)) };
}

/** The same, where one is needed. */
export async function needBody(call: HttpCall): Promise<JsonBody> {
  const body = await readBody(call);
  if (body) return body;
  throw new InputError('BODY_MALFORMED', 'The body is empty.', {
    errors: [{ pointer: '', detail: 'The body is empty' }],
  });
}

/** A value of the schema's type, or INPUT_INVALID naming each wrong field. */
export function checkBody<S extends z.ZodType>(schema: S, value: Json): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalid(parsed.error.issues.flatMap(toFieldErrors));
}

function invalid(errors: readonly FieldError[]): InputError {
  const [first] = errors;
  const more = errors.length > 1 ? `, and ${String(errors.length - 1)} more` : '';
  const message = `${first?.pointer || 'The body'}: ${first?.detail ?? 'is not valid'}${more}.`;
  return new InputError('INPUT_INVALID', message, { errors: errors.slice(0, mostErrors) });
}

function toFieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code !== 'unrecognized_keys') return [{ pointer: toPointer(issue.path), detail: issue.message }];
  return issue.keys.map((key) => ({ pointer: toPointer([...issue.path, key]), detail: 'Unknown property' }));
}

function checkType(headers: HttpCall['headers']): void {
  const [type = '', ...parameters] = (headers.get('content-type') ?? '').toLowerCase().split(';');
  const charset = parameters.map((one) => one.trim()).find((one) => one.startsWith('charset='));
  const encoding = headers.get('content-encoding')?.trim().toLowerCase() || 'identity';
  if (type.trim() !== 'application/json') throw unsupported('The content type must be application/json.');
  if (charset !== undefined && !/^charset="?utf-?8"?$/.test(charset)) throw unsupported('The charset must be UTF-8.');
  if (encoding !== 'identity') throw unsupported('The body must not be compressed.');
}

function unsupported(message: string): InputError {
  return new InputError('MEDIA_TYPE_UNSUPPORTED', message);
}

function tooLarge(): InputError {
  return new InputError('BODY_TOO_LARGE', `The body is larger than ${String(mostBytes)} bytes.`);
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new InputError('BODY_MALFORMED', 'The body is not UTF-8.', {
      errors: [{ pointer: '', detail: 'Not UTF-8' }],
    });
  }
}
