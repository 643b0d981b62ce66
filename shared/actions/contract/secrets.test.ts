import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import { beforeEach, expect, test, vi } from 'vitest';
import { seededRefreshToken } from '../../../local/cloud/entra/refresh-tokens';
import { allStored } from '../../../local/testing/stored';
import { operator } from '../../../local/testing/world';
import type { JsonObject } from '../../json';
import { actionNamed, contractWorld, prepare, rows, run, submit, type View } from './testing';

const world = contractWorld();
const createUser = actionNamed('users.create');
const canary = 'C4nary-und3r-Ground';
const input = { ...createUser.example, password: canary };

/** What opens a tenant to its finder; tokens by their looks, since each is made anew. */
const credentials = [
  seededRefreshToken,
  'local-client-secret',
  /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}/,
  // A refresh token the local cloud has issued.
  /(?<![\w.-])1\.[\w-]{128}(?![\w-])/,
];

/** Every queue message that was delivered. */
let messages: () => string[];
beforeEach(() => {
  const { mock } = vi.spyOn(world(), 'takeMessages');
  messages = () => mock.settledResults.flatMap(({ value }) => value as string[]);
});

test.each(rows())('%s, its repeats and its undo leave no credential behind', async (_, action) => {
  await prepare(world(), action);
  const planned = await run(world(), action, { mode: 'plan' });
  await fail({ then: { status: 503 } });
  const done = await run(world(), action);
  const views = [planned, done, ...(action.undo === null ? [] : [await undone(done)])];
  await expectNowhere(credentials, views);
  expect(messages().length).toBeGreaterThan(1);
});

test('a password that was given is nowhere to be found, whatever befalls the request', async () => {
  const secrets = [canary, ...credentials];
  const views = [await run(world(), createUser, { input, mode: 'plan' })];
  await fail({ method: 'POST', path: '/users', then: { status: 503 } });
  await fail({ method: 'POST', path: '/users', then: { drop: 'after' } });
  const id = await submit(world(), createUser, { input });
  await expectNowhere(secrets, views);
  await world().work();
  const waiting = await world().view(id);
  expect(waiting.state).toBe('waiting');
  await expectNowhere(secrets, [...views, waiting]);
  const done = await world().finish(id);
  expect(done.state).toBe('succeeded');
  views.push(done, await run(world(), createUser, { input }), await undone(done));
  await expectNowhere(secrets, views);
});

test('a password that is refused is not repeated', async () => {
  for (const password of ['undergroundcanary', canary]) {
    const submitting = submit(world(), createUser, { input: { ...input, password, licenses: password } });
    const refusal: unknown = await submitting.catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'INPUT_INVALID' });
    await expectNowhere([password], [refusal]);
  }
});

test('a password Graph refuses is not repeated', async () => {
  const message = 'The specified password does not comply with password complexity requirements.';
  const refusal = { status: 400, body: { error: { code: 'Request_BadRequest', message } } };
  await fail({ method: 'POST', path: '/users', then: refusal });
  const view = await run(world(), createUser, { input });
  expect([view.state, view.item?.problem?.code]).toEqual(['failed', 'UPSTREAM_REFUSED']);
  await expectNowhere([canary, ...credentials], [view]);
});

test('a generated password is in the hands of its caller and nowhere else', async () => {
  const view = await run(world(), createUser);
  const { requests } = await world().steward;
  const handed = await requests.secrets(operator, view.request.id);
  expect(handed).toEqual([{ name: 'password', row: 0, value: expect.stringMatching(/^.{20}$/) as string }]);
  const passwords = handed.map(({ value }) => value);
  await expectNowhere(passwords, [view]);
  const again = await world().view(view.request.id);
  await undone(view);
  await requests.endHandOver(operator, view.request.id);
  await expectNowhere(passwords, [view, again]);
});

test('the fingerprint of a body with a password tells nothing of it', async () => {
  const body = Buffer.from(JSON.stringify({ customer: 'contoso', input }));
  const order = { action: 'users.create', customer: 'contoso', input, mode: 'apply', onFailure: 'status' } as const;
  const { requests } = await world().steward;
  const { id } = await requests.submit(operator, order, { key: 'key-1', route: 'actions/users.create', body });
  const plain = createHash('sha256').update(body).digest();
  await expectNowhere([canary, plain], [await world().finish(id)]);
});

async function fail(fault: JsonObject): Promise<void> {
  await world().cloud.control('faults', { service: 'graph', times: 1, ...fault });
}

async function undone({ request }: View): Promise<View> {
  const { requests } = await world().steward;
  return world().finish(await requests.undo(operator, request.id, { force: false }));
}

/** Looks for secrets in all that is stored, sent to a queue, logged and shown. */
async function expectNowhere(secrets: readonly (string | Buffer | RegExp)[], shown: readonly unknown[]): Promise<void> {
  const stored = await allStored(world().storage);
  expect(stored.length).toBeGreaterThan(0);
  const places = [
    ...stored,
    ...world().logs.map((line) => ['log', line] as const),
    ...messages().map((message) => ['message', message] as const),
    ...shown.map((view) => ['view', inspect(view, { depth: Infinity })] as const),
  ];
  const isIn = secrets.map((secret) =>
    secret instanceof RegExp ? (text: string) => secret.test(text) : finder(secret),
  );
  expect(places.filter(([, text]) => isIn.some((find) => find(text)))).toEqual([]);
}

/** Finds a secret as it is, in hex, and in base64 wherever it stands in what was encoded. */
function finder(secret: string | Buffer): (text: string) => boolean {
  const bytes = Buffer.from(secret as string);
  const inBase64 = [0, 1, 2].map((shift) => {
    const whole = Buffer.concat([Buffer.alloc(shift), bytes]);
    // Without the characters at both ends that neighbours share.
    return whole
      .subarray(0, whole.length - (whole.length % 3))
      .toString('base64')
      .slice(shift === 0 ? 0 : shift + 1);
  });
  const forms = [bytes.toString(), bytes.toString('hex'), ...inBase64];
  return (text) => forms.some((form) => text.includes(form));
}
