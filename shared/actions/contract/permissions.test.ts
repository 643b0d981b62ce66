import { expect, test } from 'vitest';
import type { AnyAction } from '../action';
import { consent, contractWorld, prepare, rows, run, scopesOf, watch, type Scope } from './testing';

const world = contractWorld();

test.each(rows())('%s passes with exactly what it declares', async (_, action) => {
  await prepare(world(), action);
  await consent(world(), action, scopesOf(action), action.gdapRoles);
  const { state, item } = await run(world(), action);
  expect([state, item?.problem, item?.warnings]).toEqual(['succeeded', null, []]);
});

const scopes = rows().flatMap(([name, action]) =>
  scopesOf(action).map((scope) => [name, scope.name, scope, action] as const),
);

test.each(scopes)('%s needs the scope %s', async (_name, _scope, missing, action) => {
  await prepare(world(), action);
  const left = scopesOf(action).filter(({ service, name }) => service !== missing.service || name !== missing.name);
  await consent(world(), action, left, action.gdapRoles);
  const othersLeft = left.some(({ service }) => service === missing.service);
  await expectRefusal(action, othersLeft ? refusedBy(missing.service) : notConsented);
});

const roles = rows().flatMap(([name, action]) => action.gdapRoles.map((role) => [name, role, action] as const));

test.each(roles)('%s needs the role %s', async (_, missing, action) => {
  await prepare(world(), action);
  const left = action.gdapRoles.filter((role) => role !== missing);
  await consent(world(), action, scopesOf(action), left);
  await expectRefusal(action, refusedBy(missing.startsWith('Exchange') ? 'exchange' : 'graph'));
});

const correlationId = expect.any(String) as string;
const codes = { graph: 'Authorization_RequestDenied', exchange: 'CmdletAccessDeniedException' } as const;
const refusedBy = (service: Scope['service']) => ({
  code: 'PERMISSION_MISSING',
  upstream: { service, status: 403, code: codes[service as keyof typeof codes], correlationId },
});
const notConsented = {
  code: 'CONSENT_MISSING',
  upstream: { service: 'entra', status: 400, code: 'AADSTS65001', correlationId },
};

/** Ends with this problem, and says truly what was changed before it was met. */
async function expectRefusal(action: AnyAction, refusal: object): Promise<void> {
  const { given, changes } = await watch(world(), () => run(world(), action));
  expect(given.item?.problem).toMatchObject(refusal);
  expect(given.state).toBe(changes.length > 0 ? 'partiallySucceeded' : 'failed');
  expect(given.item?.effects.filter(({ state }) => state === 'done')).toHaveLength(changes.length);
}
