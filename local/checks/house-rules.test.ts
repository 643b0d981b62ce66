import { createRequire } from 'node:module';
import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { expect, test } from 'vitest';

const { houseRules } = createRequire(import.meta.url)('./house-rules.mjs') as { houseRules: Linter.Config[] };

function messages(file: string, code: string): string[] {
  const parser = { files: ['**/*.ts'], languageOptions: { parser: tseslint.parser } };
  return new Linter().verify(code, [parser, ...houseRules], file).map(({ message }) => message);
}

const hostImport = "import { app } from '@azure/functions';";

test('only functions/ imports the Functions host and Durable', () => {
  expect(messages('functions/http.ts', hostImport)).toEqual([]);
  for (const code of [
    hostImport,
    "import type { Task } from 'durable-functions';",
    "import '@azure/functions-core';",
  ]) {
    expect(messages('shared/requests/run.ts', code)).toEqual([expect.stringContaining('Only functions/')]);
    expect(messages('local/runtime/index.ts', code)).toHaveLength(1);
  }
});

test('the product reads the environment in shared/config.ts only', () => {
  expect(messages('shared/config.ts', 'export const env = process.env;')).toEqual([]);
  expect(messages('local/programs/start.ts', 'export const env = process.env;')).toEqual([]);
  for (const code of [
    "export const port = process.env['PORT'];",
    'export const { env } = process;',
    "export const port = process['env'];",
    "import { env } from 'node:process';",
  ]) {
    expect(messages('shared/requests/run.ts', code)).toEqual([expect.stringContaining('shared/config.ts')]);
    expect(messages('functions/http.ts', code)).toHaveLength(1);
  }
});
