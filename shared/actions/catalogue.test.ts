import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { graphDescription, hasGraphDescription, whyNot } from '../../local/cloud/conformance/graph-description';
import { roleIds } from '../../local/cloud/entra/roles';
import { catalogue, findAction } from './catalogue';
import { preparations } from './examples';

const folder = import.meta.dirname;
const each = test.each(catalogue.map((action) => [action.name, action] as const));
const schemaOf = (type: z.ZodType) => z.toJSONSchema(type, { io: 'input' });

test('every action stands in the file of its name, and every such file is in the list', () => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && /[\\/]/.test(file))
    .filter((file) => readFileSync(join(folder, file), 'utf8').includes('= defineAction({'))
    .map((file) => file.replace(/\.ts$/, '').replace(/[\\/]/, '.'));
  expect(catalogue.map(({ name }) => name).sort()).toEqual(files.sort());
});

test('an action is found by its name and by no other word', () => {
  for (const action of catalogue) expect(findAction(action.name)).toBe(action);
  for (const word of ['users.fly', 'constructor', '__proto__', '']) expect(findAction(word)).toBeUndefined();
});

each('%s says what it is', (_, { name, title, summary, example, input }) => {
  expect(name).toMatch(/^[a-z]+\.[a-z][a-zA-Z]*$/);
  expect(title).toMatch(/^[A-Z][^.]{3,60}$/);
  expect(summary).toMatch(/^[A-Z].{10,140}\.$/);
  expect(input.parse(example)).toEqual(example);
});

each('%s refuses an unknown property, at the top and inside', (_, { input, example }) => {
  const refused = (value: unknown) => input.safeParse(value).error?.issues.map(({ code }) => code) ?? [];
  expect(refused({ ...example, colour: 'red' })).toContain('unrecognized_keys');
  for (const [key, value] of Object.entries(example)) {
    const [first] = Array.isArray(value) ? (value as unknown[]) : [];
    if (typeof first !== 'object') continue;
    expect(refused({ ...example, [key]: [{ ...first, colour: 'red' }] })).toContain('unrecognized_keys');
  }
});

each('%s has closed JSON Schemas, each input field described', (_, { input, output }) => {
  const schema = schemaOf(input);
  expect(schema).toMatchObject({ type: 'object', additionalProperties: false });
  expect(z.toJSONSchema(output)).toMatchObject({ type: 'object', additionalProperties: false });
  for (const [field, property] of Object.entries(schema.properties ?? {}))
    expect([field, typeof property === 'object' && property.description]).toEqual([field, expect.any(String)]);
});

each('%s names secrets that are fields of its input or are handed over, never fields of its output', (_, action) => {
  const { kind, input, output, secrets } = action;
  const given = Object.keys(schemaOf(input).properties ?? {});
  // A secret that is no field is one an answer holds: something was created.
  expect(kind === 'create' || secrets.every((name) => given.includes(name))).toBe(true);
  expect(Object.keys(schemaOf(output).properties ?? {}).filter((name) => secrets.includes(name))).toEqual([]);
});

each('%s is undone by an action of the catalogue, or cannot be undone', (_, { kind, undo }) => {
  expect(undo === null || (kind !== 'read' && findAction(undo) !== undefined)).toBe(true);
});

each('%s asks for roles by names Entra knows, never for Global Administrator', (_, { gdapRoles }) => {
  const known = Object.keys(roleIds).filter((role) => role !== 'Global Administrator');
  expect(known).toEqual(expect.arrayContaining([...gdapRoles]));
});

test.skipIf(!hasGraphDescription)(`every permission is one of Graph's delegated scopes${whyNot}`, () => {
  const known = new Set(
    Object.values(graphDescription().permissions).flatMap(({ delegated }) => [
      ...(delegated?.least ?? []),
      ...(delegated?.all ?? []),
    ]),
  );
  const named = catalogue.flatMap(({ permissions }) => permissions.graph ?? []);
  expect(named.filter((scope) => !known.has(scope))).toEqual([]);
});

test('the page on effects says of every action that changes something how it is settled', () => {
  const page = readFileSync(join(folder, '..', '..', 'docs', 'effects.md'), 'utf8');
  const rows = page.split('\n').filter((line) => line.startsWith('| `'));
  const isTold = (name: string): boolean => {
    const [noun = '', verb = ''] = name.split('.');
    return rows.some((row) => row.includes(`\`${noun}.`) && (row.includes(`.${verb}\``) || row.includes(`${noun}.*`)));
  };
  const changing = catalogue.filter(({ kind }) => kind !== 'read').map(({ name }) => name);
  expect(changing.filter((name) => !isTold(name))).toEqual([]);
});

test('what an example needs beforehand is made by valid calls', () => {
  for (const [name, { calls = [] }] of Object.entries(preparations)) {
    expect(findAction(name)).toBeDefined();
    for (const { action, input } of calls) expect(findAction(action)?.input.safeParse(input).error).toBeUndefined();
  }
});
