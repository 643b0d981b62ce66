import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../root';
import { fill } from './placeholders';
import { parseJob, readJob } from './read';

test('one request is a job of one step: posted as it stands, expected to succeed', () => {
  const order = { action: 'users.delete', customer: 'contoso', input: { user: 'ada' }, unheardOf: 1 };
  expect(parseJob(order, 'f.json')).toEqual([
    {
      title: 'users.delete for contoso',
      name: undefined,
      as: 'local-operator',
      expect: { state: 'succeeded' },
      body: order,
    },
  ]);
});

test('what is for the runner is taken off the body', () => {
  const expected = { state: 'failed', code: 'GDAP_MISSING' };
  const [step] = parseJob(
    [{ title: 'T', name: 'n', as: 'local-flow', expect: expected, action: 'a.b', mode: 'plan', input: {} }],
    'f.json',
  );
  expect(step).toEqual({
    title: 'T',
    name: 'n',
    as: 'local-flow',
    expect: expected,
    body: { action: 'a.b', mode: 'plan', input: {} },
  });
});

test('a plan is expected to be planned', () => {
  expect(parseJob({ action: 'a.b', mode: 'plan', input: {} }, 'f.json')[0]?.expect).toEqual({ state: 'planned' });
});

test.each([
  [[], 'no request in it'],
  [[{ action: 'a' }, 7], '/1:'],
  [[{ as: 'nobody' }], '/0/as:'],
  [[{ expect: { stat: 'failed' } }], '/0/expect:'],
  [[{ name: 'two words' }], '/0/name:'],
])('refuses %j, naming the place', (content, place) => {
  expect(() => parseJob(content, 'f.json')).toThrow(`f.json: `);
  expect(() => parseJob(content, 'f.json')).toThrow(place);
});

test('a file that is not there or no JSON is named', async () => {
  await expect(readJob('nowhere.json')).rejects.toThrow('nowhere.json cannot be read as JSON');
  await expect(readJob(__filename)).rejects.toThrow('read.test.ts cannot be read as JSON');
});

test('rows in a file of their own are read from beside the job', async () => {
  const [plan] = await readJob(join(root, 'samples', 'bulk.json'));
  expect(plan?.body['csv']).toMatch(/^userPrincipalName,/);
});

test('every sample can be read', async () => {
  const files = readdirSync(join(root, 'samples')).filter((name) => name.endsWith('.json'));
  expect(files).toContain('first-day.json');
  for (const file of files) expect(await readJob(join(root, 'samples', file))).not.toEqual([]);
});

test('placeholders are filled in texts, at any depth, and a text that is one becomes the value', () => {
  const known = new Map<string, unknown>([
    ['run', 'r1'],
    ['ada', { id: 'i1', count: 3, tags: ['x'] }],
  ]);
  const given = {
    a: 'ada.{{run}}@x',
    b: ['{{ada.id}}', { c: '{{ada.count}}', d: 'n{{ada.count}}' }],
    e: '{{ada.tags}}',
    f: 1,
  };
  expect(fill(given, known)).toEqual({ a: 'ada.r1@x', b: ['i1', { c: 3, d: 'n3' }], e: ['x'], f: 1 });
});

test('what names nothing known stays as it is', () => {
  const known = new Map<string, unknown>([['ada', { id: 'i1' }]]);
  const texts = ['{{bob.id}}', 'x {{ada.toString}}', '{{ada.constructor.name}}', '{{ ada.id }}', '{{}}'];
  expect(fill(texts, known)).toEqual(texts);
});
