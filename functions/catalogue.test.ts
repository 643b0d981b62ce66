import { expect, test } from 'vitest';
import { catalogue } from '../shared/actions/catalogue';
import { answer, callOf, stewardOf } from '../shared/http/testing';
import { action, schema } from './action';
import { actions } from './actions';
import { health } from './health';
import { notFound } from './not-found';

const steward = stewardOf({});

test('the catalogue shows every action with its schemas', async () => {
  const { status, content } = await answer(actions, callOf('GET', '/actions'), steward);
  expect(status).toBe(200);
  const value = content['value'] as Record<string, unknown>[];
  expect(value.map(({ name }) => name)).toEqual(catalogue.map(({ name }) => name));
  for (const document of value) {
    const strict = { type: 'object', additionalProperties: false };
    expect(document).toMatchObject({ input: strict, output: { type: 'object' } });
    expect(Object.keys(document)).toEqual(
      expect.arrayContaining([
        'title',
        'summary',
        'kind',
        'connections',
        'permissions',
        'gdapRoles',
        'example',
        'undo',
      ]),
    );
  }
});

test('an action shows what stands in the list, and its input alone for forms', async () => {
  const params = { action: 'users.create' };
  const { content } = await answer(action, callOf('GET', '/actions/users.create', params), steward);
  expect(content).toMatchObject({ name: 'users.create', kind: 'create' });
  const alone = await answer(schema, callOf('GET', '/schemas/users.create', params), steward);
  expect(alone.content).toEqual(content['input']);
  expect(alone.content['required']).toEqual(['userPrincipalName', 'displayName', 'usageLocation']);
});

test.each(['users.rename', 'constructor', ''])('the action %j is unknown', async (name) => {
  for (const target of [action, schema]) {
    const { status, content } = await answer(target, callOf('GET', '/actions/x', { action: name }), steward);
    expect([status, content['code']]).toEqual([404, 'ACTION_UNKNOWN']);
  }
});

test('health asks for no token and says nothing but up', async () => {
  const call = callOf('GET', '/health', {}, { headers: { authorization: '' } });
  expect(await answer(health, call, steward)).toMatchObject({ status: 200, content: { status: 'up' } });
});

test('any other address is a problem, whatever the method', async () => {
  for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
    const { status, headers } = await answer(notFound, callOf(method, '/hooks/requests'), steward);
    expect([status, headers['content-type']]).toEqual([404, 'application/problem+json']);
  }
});
