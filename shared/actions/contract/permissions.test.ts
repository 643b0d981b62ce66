import { expect, test } from 'vitest';
import type { AnyAction } from '../action';
import { consent, contractWorld, prepare, rows, run, watch } from './testing';

const world = contractWorld();

test.each(rows())('%s passes with exactly what it declares', async (_, action) => {
  await prepare(world(), action);
  await consent(world(), action, action.permissions.graph ?? [], action.gdapRoles);
  const { state, item } = await run(world(), action);
  expect([state, item?.problem, item?.warnings]).toEqual(['succeeded', null, []]);
});

const scopes = rows().flatMap(([name, action]) =>
  (action.permissions.graph ?? []).map((scope) => [name, scope, action] as const),
);

test.each(scopes)('%s needs the scope %s', async (_, missing, action) => {
  await prepare(world(), action);
  const left = (action.permissions.graph ?? []).filter((scope) => scope !== missing);
  await consent(world(), action, left, action.gdapRoles);
  const refusal = left.length > 0 ? refusedByGraph : notConsented;
  await expectRefusal(action, refusal);
});

const roles = rows().flatMap(([name, action]) => action.gdapRoles.map((role) => [name, role, action] as const));

test.each(roles)('%s needs the role %s', async (_, missing, action) => {
  await prepare(world(), action);
  const left = action.gdapRoles.filter((role) => role !== missing);
  await consent(world(), action, action.permissions.graph ?? [], left);
  await expectRefusal(action, refusedByGraph);
});

const correlationId = expect.any(String) as string;
const refusedByGraph = {
  code: 'PERMISSION_MISSING',
  upstream: { service: 'graph', status: 403, code: 'Authorization_RequestDenied', correlationId },
};
const notConsented = {
  code: 'CONSENT_MISSING',
  upstream: { service: 'entra', status: 400, code: 'AADSTS65001', correlationId },
};

/** Ends with this problem, and says truly what was changed before it was met. */
async function expectRefusal(action: AnyAction, refusal: typeof refusedByGraph): Promise<void> {
  const { given, changes } = await watch(world(), () => run(world(), action));
  expect(given.item?.problem).toMatchObject(refusal);
  expect(given.state).toBe(changes.length > 0 ? 'partiallySucceeded' : 'failed');
  expect(given.item?.effects.filter(({ state }) => state === 'done')).toHaveLength(changes.length);
}
