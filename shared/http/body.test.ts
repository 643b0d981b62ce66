import { expect, test } from 'vitest';
import { z } from 'zod';
import { InputError } from '../errors';
import { checkBody, needBody, readBody } from './body';
import { callOf } from './testing';
import { toOrder } from './order';

function refusal(work: () => unknown): InputError {
  try {
    work();
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error('Not refused.');
}

const post = (body: string | Uint8Array, headers: Record<string, string> = {}) => ({
  ...callOf('POST', '/requests', {}, { headers }),
  body: () => Promise.resolve(typeof body === 'string' ? new TextEncoder().encode(body) : body),
});

test('the bytes come with what they say', async () => {
  const { bytes, value } = await needBody(post('{"a":[1]}', { 'content-type': 'Application/JSON; Charset="UTF-8"' }));
  expect(new TextDecoder().decode(bytes)).toBe('{"a":[1]}');
  expect(value).toEqual({ a: [1] });
});

test('no body is no fault where none is needed', async () => {
  expect(await readBody(post('', { 'content-type': '' }))).toBeUndefined();
  await expect(needBody(post(''))).rejects.toMatchObject({ code: 'BODY_MALFORMED' });
});

test.each([
  ['text/plain', {}],
  ['', {}],
  ['application/jsonp', {}],
  ['application/json; charset=latin1', {}],
  ['application/json', { 'content-encoding': 'gzip' }],
])('%s %o is not read', async (type, headers) => {
  await expect(readBody(post('{}', { ...headers, 'content-type': type }))).rejects.toMatchObject({
    code: 'MEDIA_TYPE_UNSUPPORTED',
  });
});

test('a mebibyte is the end, whatever the length says', async () => {
  const text = (length: number): string => `"${'a'.repeat(length - 2)}"`;
  await expect(readBody(post(text(1_048_576)))).resolves.toBeDefined();
  await expect(readBody(post(text(1_048_577)))).rejects.toMatchObject({ code: 'BODY_TOO_LARGE', status: 413 });
  await expect(readBody(post('{}', { 'content-length': '2000000' }))).rejects.toMatchObject({ code: 'BODY_TOO_LARGE' });
});

test('what is not UTF-8 is refused, not repaired', async () => {
  await expect(readBody(post(Uint8Array.of(0x22, 0xff, 0x22)))).rejects.toMatchObject({ code: 'BODY_MALFORMED' });
});

test('each wrong field is named by a pointer, however deep', () => {
  const schema = z.strictObject({ users: z.array(z.strictObject({ 'a/b': z.string() })) });
  const error = refusal(() => checkBody(schema, { users: [{ 'a/b': 1, extra: true }], other: 1 }));
  expect(error.errors?.map(({ pointer }) => pointer)).toEqual(['/users/0/a~1b', '/users/0/extra', '/other']);
  expect(error.message).toMatch(/^\/users\/0\/a~1b: .*, and 2 more\.$/);
});

test('a caller cannot have an endless list of faults', () => {
  const many = Object.fromEntries(Array.from({ length: 500 }, (_none, index) => [`k${String(index)}`, 1]));
  expect(refusal(() => checkBody(z.strictObject({}), many)).errors).toHaveLength(50);
});

test('an order has its defaults', () => {
  expect(toOrder({ input: {} }, 'users.create')).toEqual({
    action: 'users.create',
    input: {},
    mode: 'apply',
    onFailure: 'status',
  });
  expect(toOrder({ action: 'users.create', customer: 'contoso', input: { a: 1 }, mode: 'plan' })).toMatchObject({
    action: 'users.create',
    customer: 'contoso',
    mode: 'plan',
  });
});

test.each([
  [{}, ['/input']],
  [[], ['']],
  ['text', ['']],
  [null, ['']],
  [{ input: [] }, ['/input']],
  [{ input: {}, customer: '' }, ['/customer']],
  [{ input: {}, customer: null }, ['/customer']],
  [{ input: {}, mode: 'Apply' }, ['/mode']],
  [{ input: {}, plan: 'md5:0' }, ['/plan']],
  [{ input: {}, plan: `sha-256:${'0'.repeat(64)}`, mode: 'plan' }, ['/plan']],
  [{ input: {}, onFailure: 'ignore' }, ['/onFailure']],
  [{ input: {}, action: 'users.delete', approvedBy: 'me' }, ['/action', '/approvedBy']],
])('%j is refused at %j', (body, pointers) => {
  const error = refusal(() => toOrder(body, 'users.create'));
  expect(error.code).toBe('INPUT_INVALID');
  expect(error.errors?.map(({ pointer }) => pointer)).toEqual(pointers);
});

test('what is not served yet is refused by name', () => {
  const body = { input: {}, notBefore: '2027-01-04T08:00:00Z', notify: 'https://x.example' };
  const error = refusal(() => toOrder(body, 'users.create'));
  expect(error.code).toBe('NOT_AVAILABLE');
  expect(error.errors?.map(({ pointer }) => pointer)).toEqual(['/notBefore', '/notify']);
});
