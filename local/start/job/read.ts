import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { RuntimeError } from '../../runtime/runtime-error';
import type { LocalCaller } from './client';

/** How a step is to end; what is left out may be anything. */
export interface Expected {
  state?: string | undefined;
  /** Of the answer to the submit. */
  status?: number | undefined;
  code?: string | undefined;
}

/** One request of a job, in order; see samples/README.md. */
export interface Step {
  title: string;
  /** Later steps refer to its output by this name. */
  name: string | undefined;
  as: LocalCaller;
  expect: Expected;
  /** What is posted: everything else of the entry, unchecked, for the app to judge. */
  body: Readonly<Record<string, unknown>>;
}

const entry = z.looseObject({
  title: z.string().min(1).optional(),
  name: z
    .string()
    .regex(/^[A-Za-z][\w-]*$/, 'Must be a word')
    .optional(),
  as: z.enum(['local-operator', 'local-reader', 'local-flow']).default('local-operator'),
  expect: z.strictObject({ state: z.string(), status: z.number().int(), code: z.string() }).partial().optional(),
});

/** Reads a file of one request or a list of them. */
export async function readJob(path: string): Promise<Step[]> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new RuntimeError(`${path} cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  return await Promise.all(parseJob(content, path).map((step) => withRows(step, path)));
}

/** A step's rows may stand in a file of their own, named from where the job is. */
async function withRows(step: Step, path: string): Promise<Step> {
  const { csv } = step.body;
  if (typeof csv !== 'string') return step;
  const file = resolve(dirname(path), csv);
  try {
    return { ...step, body: { ...step.body, csv: await readFile(file, 'utf8') } };
  } catch (error) {
    throw new RuntimeError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

export function parseJob(content: unknown, path: string): Step[] {
  const parsed = z
    .array(entry)
    .min(1, 'There is no request in it')
    .safeParse(Array.isArray(content) ? content : [content]);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new RuntimeError(`${path}: /${issue?.path.join('/') ?? ''}: ${issue?.message ?? ''}.`);
  }
  return parsed.data.map(({ title, name, as, expect, ...body }) => ({
    title: title ?? titleOf(body),
    name,
    as,
    expect: expect ?? { state: body['mode'] === 'plan' ? 'planned' : 'succeeded' },
    body,
  }));
}

function titleOf({ action, customer }: Record<string, unknown>): string {
  return [action, customer].filter((part) => typeof part === 'string').join(' for ') || 'A request';
}
