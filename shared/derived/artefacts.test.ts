import { expect, test } from 'vitest';
import { z } from 'zod';
import { type AnyAction, defineAction } from '../actions/action';
import { settings } from '../config';
import { errorCodes } from '../error-codes';
import { inputSchema } from './action-document';
import { artefacts } from './artefacts';
import { fieldsOf } from './fields';
import { table } from './markdown';

const paint = defineAction({
  name: 'walls.paint',
  title: 'Paint wall',
  summary: 'Paints a wall in one of two colours.',
  kind: 'update',
  target: 'customer',
  connections: ['graph'],
  permissions: { graph: ['Wall.ReadWrite.All'] },
  gdapRoles: ['Painter'],
  input: z.strictObject({
    wall: z.string().describe('Id or name.'),
    colour: z.enum(['red', 'blue']),
    coats: z.int().default(2),
    dryAt: z.iso.datetime().optional(),
    helpers: z.array(z.strictObject({ name: z.string(), age: z.number().optional() })).optional(),
    code: z.string().optional(),
  }),
  output: z.strictObject({ id: z.string() }),
  secrets: ['code'],
  undo: null,
  example: { wall: 'north', colour: 'red', coats: 1 },
  run: () => Promise.resolve({ id: 'north' }),
});

const made = artefacts({ settings, errorCodes, catalogue: [paint as AnyAction] });
const contentOf = (path: string) => made.find((artefact) => artefact.path === path)?.content ?? '';

test('the sample holds every setting: its default, nothing, or what is to be put in', () => {
  const { Values: values } = JSON.parse(contentOf('local.settings.sample.json')) as { Values: Record<string, string> };
  expect(values).toMatchObject({
    FUNCTIONS_WORKER_RUNTIME: 'node',
    STEWARD_PUBLIC_URL: '<url>',
    STEWARD_LOGIN_URL: 'https://login.microsoftonline.com',
    STEWARD_SEED_FILE: '',
  });
  expect(settings.filter(({ name }) => !(name in values))).toEqual([]);
});

test('the pages name every setting and every code', () => {
  const named = (page: string, names: readonly string[]) => names.filter((name) => !page.includes(`\`${name}\``));
  expect(
    named(
      contentOf('docs/settings.md'),
      settings.map(({ name }) => name),
    ),
  ).toEqual([]);
  expect(named(contentOf('docs/errors.md'), Object.keys(errorCodes))).toEqual([]);
});

test("an action's page tells what its literal says", () => {
  const page = contentOf('docs/actions/walls.paint.md');
  for (const text of [
    '# walls.paint: Paint wall',
    '| Undo | cannot be undone |',
    '`Wall.ReadWrite.All`',
    '| Secrets | `code`: never logged or shown, handed over once |',
    '| `wall` | text | required | Id or name. |',
    '`POST /api/actions/walls.paint`',
    '"customer": "contoso"',
  ]) {
    expect(page).toContain(text);
  }
});

test('the catalogue is listed in the docs and in the README', () => {
  expect(contentOf('docs/actions/README.md')).toContain('[walls.paint](walls.paint.md)');
  expect(made.find(({ path }) => path === 'README.md')).toMatchObject({
    between: 'actions',
    content: expect.stringContaining('[walls.paint](docs/actions/walls.paint.md)') as string,
  });
});

test('fields tell type, need and default in words', () => {
  const told = fieldsOf(inputSchema(paint as AnyAction)).map(({ name, type, required, default: preset }) => [
    name,
    type,
    required,
    preset,
  ]);
  expect(told).toEqual([
    ['wall', 'text', true, undefined],
    ['colour', '"red" or "blue"', true, undefined],
    ['coats', 'whole number', false, '2'],
    ['dryAt', 'date-time', false, undefined],
    ['helpers', 'list of { name, age? }', false, undefined],
    ['code', 'text', false, undefined],
  ]);
});

test('a cell cannot break out of its table', () => {
  expect(table(['a'], [['x | y\nz']])).toBe('| a |\n| --- |\n| x \\| y z |\n');
});
