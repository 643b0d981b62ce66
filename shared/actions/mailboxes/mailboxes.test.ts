import { expect, test } from 'vitest';
import { operator, worldForTests } from '../../../local/testing/world';
import type { JsonObject } from '../../json';

const world = worldForTests();
const at = (name: string) => `${name}@contoso.onmicrosoft.com`;

/** Users of contoso, with a license that brings a mailbox. */
async function seedMailboxes(...names: readonly string[]): Promise<void> {
  const users = names.map((name) => ({
    tenant: 'contoso',
    userPrincipalName: at(name),
    displayName: name,
    usageLocation: 'CH',
    licenses: ['EXCHANGESTANDARD'],
  }));
  await world().cloud.control('seed', { users });
}

interface State {
  readonly mailboxes: readonly Readonly<Record<string, unknown>>[];
}

async function mailboxOf(name: string) {
  const { mailboxes } = (await world().cloud.control('state?tenant=contoso')) as unknown as State;
  return mailboxes.find(({ primarySmtpAddress }) => primarySmtpAddress === at(name));
}

const run = async (action: string, input: JsonObject) => {
  const { state, item } = await world().run(action, input);
  return {
    state,
    code: item?.problem?.code,
    detail: item?.problem?.detail,
    warnings: item?.warnings,
    output: item?.output,
  };
};

test('a user just licensed: the mailbox is waited for, then shared and forwarded', async () => {
  await seedMailboxes('boss');
  await world().cloud.control('seed', { mailboxDelayMs: 600_000 });
  const joiner = { userPrincipalName: at('joiner'), displayName: 'Joiner', usageLocation: 'CH', licenses: ['SPB'] };
  expect((await world().run('users.create', joiner)).state).toBe('succeeded');
  const id = await world().submit('mailboxes.convertToShared', { mailbox: at('joiner') });
  await world().work();
  expect((await world().view(id)).state).toBe('waiting');
  expect((await world().finish(id)).state).toBe('succeeded');
  const forward = { mailbox: at('joiner'), forwardTo: at('boss'), keepCopy: false };
  expect(await run('mailboxes.setForwarding', forward)).toMatchObject({ state: 'succeeded', warnings: [] });
  expect(await mailboxOf('joiner')).toMatchObject({ shared: true, deliverToMailboxAndForward: false });
  expect((await world().changes()).slice(-2)).toEqual([`mailbox.set ${at('joiner')}`, `mailbox.set ${at('joiner')}`]);
});

test('a mailbox that does not come is not waited for longer than an hour', async () => {
  await world().cloud.control('seed', { mailboxDelayMs: 86_400_000 });
  await world().run('licenses.assign', { user: at('mel'), add: [{ sku: 'SPB' }] });
  const given = await run('mailboxes.convertToShared', { mailbox: at('mel') });
  expect(given).toMatchObject({ state: 'failed', code: 'WAIT_TIMED_OUT' });
});

test('a plan for a mailbox still to come shows what it would change', async () => {
  await seedMailboxes('info');
  await world().cloud.control('seed', { mailboxDelayMs: 600_000 });
  await world().run('licenses.assign', { user: at('mel'), add: [{ sku: 'SPB' }] });
  const plans = await Promise.all([
    world().run('mailboxes.setForwarding', { mailbox: at('mel'), forwardTo: at('info') }, { mode: 'plan' }),
    world().run('mailboxes.grantFullAccess', { mailbox: at('mel'), user: at('info') }, { mode: 'plan' }),
    world().run('mailboxes.grantFullAccess', { mailbox: at('info'), user: at('mel') }, { mode: 'plan' }),
  ]);
  expect(plans.map(({ state, item }) => [state, item?.plan?.[0]?.before])).toEqual([
    ['planned', { recipient: null, address: null, keepCopy: false }],
    ['planned', expect.objectContaining({ fullAccess: false })],
    ['planned', expect.objectContaining({ fullAccess: false })],
  ]);
});

test.each([
  ['nobody has', 'nobody', 'MAILBOX_NOT_FOUND', 'is not a user'],
  ['a user without a license has not', 'mel', 'MAILBOX_NOT_FOUND', 'has no license'],
])('a mailbox %s is refused', async (_, name, code, why) => {
  const given = await run('mailboxes.convertToShared', { mailbox: at(name) });
  expect(given).toMatchObject({ state: 'failed', code, detail: expect.stringContaining(why) as unknown });
  expect(await world().changes()).toEqual([]);
});

test('the mailbox of a deleted user is refused', async () => {
  await seedMailboxes('info');
  await world().run('users.delete', { user: at('info') });
  const given = await run('mailboxes.clearForwarding', { mailbox: at('info') });
  expect(given).toMatchObject({ state: 'failed', code: 'MAILBOX_NOT_FOUND' });
});

const gone = (text: string) => ({
  status: 400,
  body: {
    error: {
      code: 'BadRequest',
      message: 'Error executing cmdlet',
      details: [
        {
          code: 'Context',
          target: '',
          message: `Ex6F9304|Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException|${text}`,
        },
      ],
    },
  },
});
const notSeen = gone("The operation couldn't be performed because object 'x' couldn't be found on 'AM0PR07'.");

test('what not every server sees yet is tried again; gone with its user it is refused', async () => {
  await seedMailboxes('info');
  const fault = (times: number) =>
    world().cloud.control('faults', { service: 'exchange', cmdlet: 'Set-Mailbox', times, then: notSeen });
  await fault(2);
  expect(await run('mailboxes.convertToShared', { mailbox: at('info') })).toMatchObject({ state: 'succeeded' });
  expect(await world().changes()).toEqual([`mailbox.set ${at('info')}`]);

  await fault(1_000);
  const id = await world().submit('mailboxes.convertToUser', { mailbox: at('info') });
  await world().work();
  const waiting = await world().view(id);
  expect([waiting.state, waiting.item?.problem?.code]).toEqual(['waiting', 'UPSTREAM_BUSY']);
  await world().run('users.delete', { user: at('info') });
  const { state, item } = await world().finish(id);
  expect([state, item?.problem?.code]).toEqual(['failed', 'MAILBOX_NOT_FOUND']);
});

test('a recipient gone between look-up and change is refused, and nothing is changed', async () => {
  await seedMailboxes('info');
  const then = gone('Couldn\'t find object "x". Please make sure that it was spelled correctly.');
  await world().cloud.control('faults', { service: 'exchange', cmdlet: 'Set-Mailbox', then });
  const given = await run('mailboxes.setForwarding', { mailbox: at('info'), forwardTo: at('allstaff') });
  expect(given).toMatchObject({ state: 'failed', code: 'RECIPIENT_NOT_FOUND' });
});

test('mail is forwarded to a group, or outside with a hint; each setting leaves nothing of the last', async () => {
  await seedMailboxes('info');
  await run('mailboxes.setForwarding', { mailbox: at('info'), forwardTo: at('allstaff') });
  expect(await mailboxOf('info')).toMatchObject({
    forwardingAddress: expect.any(String) as unknown,
    forwardingSmtpAddress: null,
    deliverToMailboxAndForward: true,
  });
  const outside = await run('mailboxes.setForwarding', { mailbox: at('info'), forwardTo: 'Me@Home.example' });
  expect(outside).toMatchObject({ state: 'succeeded', warnings: [{ code: 'FORWARDING_EXTERNAL' }] });
  expect(await mailboxOf('info')).toMatchObject({
    forwardingAddress: null,
    forwardingSmtpAddress: 'smtp:me@home.example',
  });
});

test('undoing a forwarding brings back the one before, of either kind', async () => {
  await seedMailboxes('info', 'sam');
  const set = (forwardTo: string, keepCopy: boolean) =>
    world().run('mailboxes.setForwarding', { mailbox: at('info'), forwardTo, keepCopy });
  for (const [before, after] of [
    [at('sam'), 'me@home.example'],
    ['me@home.example', at('allstaff')],
  ] as const) {
    await set(before, true);
    const settings = await mailboxOf('info');
    const { request } = await set(after, false);
    const { requests } = await world().steward;
    const caller = request.caller;
    expect((await world().finish(await requests.undo(caller, request.id, { force: false }))).state).toBe('succeeded');
    expect(await mailboxOf('info')).toEqual(settings);
  }
});

test.each([
  ['an address of the tenant that nobody has', at('nobody'), 'RECIPIENT_NOT_FOUND'],
  ['an id that nobody has', '77777777-0000-4000-8000-000000000000', 'RECIPIENT_NOT_FOUND'],
  ['itself', at('info'), 'INPUT_INVALID'],
])('forwarding to %s is refused', async (_, forwardTo, code) => {
  await seedMailboxes('info');
  const given = await run('mailboxes.setForwarding', { mailbox: at('info'), forwardTo });
  expect(given).toMatchObject({ state: 'failed', code });
  expect(await world().changes()).toEqual([]);
});

test('access for somebody who can have none is refused', async () => {
  await seedMailboxes('info');
  const grant = (user: string) => run('mailboxes.grantFullAccess', { mailbox: at('info'), user });
  expect(await grant(at('mel'))).toMatchObject({ state: 'failed', code: 'RECIPIENT_NOT_FOUND' });
  expect(await grant(at('oldlist'))).toMatchObject({ state: 'failed', code: 'RECIPIENT_NOT_FOUND' });
});

test("a shared mailbox without a license becomes a user's with a warning", async () => {
  await seedMailboxes('info');
  await world().run('mailboxes.convertToShared', { mailbox: at('info') });
  await world().run('licenses.assign', { user: at('info'), remove: ['EXCHANGESTANDARD'] });
  const given = await run('mailboxes.convertToUser', { mailbox: at('info') });
  expect(given).toMatchObject({ state: 'succeeded', warnings: [{ code: 'LICENSE_MISSING' }] });
});

test('what Exchange says beside its success is passed on', async () => {
  await seedMailboxes('info');
  const then = { status: 200, body: { value: [], '@adminapi.warnings': ['Micro delay applied.'] } };
  await world().cloud.control('faults', { service: 'exchange', cmdlet: 'Set-Mailbox', times: 1, then });
  const given = await run('mailboxes.convertToShared', { mailbox: at('info') });
  expect(given).toMatchObject({
    state: 'succeeded',
    warnings: [{ code: 'EXCHANGE_WARNING', detail: 'Micro delay applied.' }],
  });
});

test('cancelled while in doubt, a change counts as not made only when Exchange can no longer make it', async () => {
  await seedMailboxes('info');
  await world().cloud.control('faults', {
    service: 'exchange',
    cmdlet: 'Set-Mailbox',
    times: 1,
    then: { drop: 'before' },
  });
  const sentAt = Date.now();
  const id = await world().submit('mailboxes.convertToShared', { mailbox: at('info') });
  await world().work();
  const { requests } = await world().steward;
  await requests.cancel(operator, id);
  expect((await world().finish(id)).state).toBe('cancelled');
  expect(Date.now() - sentAt).toBeGreaterThan(15 * 60_000);
  expect(await world().changes()).toEqual([]);
});
