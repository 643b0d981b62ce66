import { expect, test } from 'vitest';
import { cloudForTests, contoso, fabrikam, type Reply } from '../testing';
import { cmdlets } from './service';
import { failureOf, rowsOf, run, seedMailboxes } from './testing';

const cloud = cloudForTests();
const manage = 'https://outlook.office365.com/Exchange.Manage';
const manageV2 = 'https://outlook.office365.com/Exchange.ManageV2';
const invoke = `/adminapi/beta/${contoso}/InvokeCommand`;
const organization = (asked: Parameters<typeof run>[3]): Promise<Reply> =>
  run(cloud(), 'Get-OrganizationConfig', {}, asked);

async function granted(scopes: readonly string[], gdapRoles: readonly string[] = ['Exchange Administrator']) {
  await cloud().control('consents', { tenant: 'contoso', scopes, gdapRoles });
}

test('both addresses the module calls are served, the tenant by id or domain', async () => {
  for (const path of [
    invoke,
    `/adminapi/v1.0/${contoso}/InvokeCommand`,
    '/adminapi/beta/contoso.onmicrosoft.com/InvokeCommand',
  ]) {
    expect(await organization({ path })).toMatchObject({ status: 200, body: { '@adminapi.warnings': [] } });
  }
});

test('a call without a token of the tenant for Exchange is 401', async () => {
  const status = async (asked: Parameters<typeof run>[3]): Promise<number> => (await organization(asked)).status;
  expect(await status({ headers: { authorization: 'Bearer nonsense' } })).toBe(401);
  expect(await status({ tenant: fabrikam, path: invoke })).toBe(401);
  const graph = String((await cloud().refresh(contoso)).body['access_token']);
  expect(await status({ headers: { authorization: `Bearer ${graph}` } })).toBe(401);
});

test('a token without the scope is 403, and its body is not JSON', async () => {
  await granted([manageV2]);
  await expect(organization({})).rejects.toThrow('not valid JSON');
  const { value } = await cloud().control('calls');
  expect((value as { status: number }[]).at(-1)).toMatchObject({ service: 'exchange', status: 403 });
});

test.each(cmdlets.map((cmdlet) => [cmdlet.name, cmdlet] as const))(
  '%s wants one of its roles',
  async (name, { roles }) => {
    for (const role of roles) {
      await granted([manage], [role]);
      expect((await run(cloud(), name)).status).not.toBe(403);
    }
    await granted([manage], ['User Administrator']);
    const refused = await run(cloud(), name);
    expect(refused.status).toBe(403);
    expect(failureOf(refused)).toEqual({
      type: 'CmdletAccessDeniedException',
      text: `The cmdlet ${name} is not present in the role definition of the current user.`,
    });
  },
);

test('who may only look may not change', async () => {
  await seedMailboxes(cloud(), 'info');
  await granted([manage], ['Global Reader']);
  const Identity = 'info@contoso.onmicrosoft.com';
  expect((await run(cloud(), 'Get-Mailbox', { Identity })).status).toBe(200);
  expect((await run(cloud(), 'Set-Mailbox', { Identity, Type: 'Shared' })).status).toBe(403);
});

test('the Exchange Online Admin API serves its endpoints, with its own scope', async () => {
  const path = (endpoint: string): string => `/adminapi/v2.0/${contoso}/${endpoint}`;
  await granted([manageV2]);
  await seedMailboxes(cloud(), 'info');
  expect(rowsOf(await run(cloud(), 'Get-Mailbox', {}, { path: path('Mailbox') }))).toHaveLength(1);
  const domains = await run(cloud(), 'Get-AcceptedDomain', {}, { path: path('AcceptedDomain') });
  expect(rowsOf(domains)).toMatchObject([{ DomainName: 'contoso.onmicrosoft.com', DomainType: 'Authoritative' }]);
  expect((await organization({ path: path('OrganizationConfig') })).status).toBe(200);
  expect((await run(cloud(), 'Get-Recipient', {}, { path: path('Mailbox') })).status).toBe(501);
});

test('a call needs a routing hint, a body, and a format that is known', async () => {
  expect((await organization({ headers: { 'x-anchormailbox': '' } })).status).toBe(400);
  expect((await organization({ headers: { 'x-responseformat': 'clixml' } })).status).toBe(501);
  expect((await organization({ headers: { 'x-responseformat': 'json' } })).status).toBe(200);
  expect((await cloud().send('GET', invoke)).status).toBe(501);
});

test('cmdlets and parameters that are not known here name themselves', async () => {
  const cmdlet = await run(cloud(), 'New-Mailbox');
  expect([cmdlet.status, JSON.stringify(cmdlet.body)]).toEqual([501, expect.stringContaining('New-Mailbox')]);
  const parameter = await run(cloud(), 'Get-Mailbox', { Colour: 'red' });
  expect([parameter.status, JSON.stringify(parameter.body)]).toEqual([501, expect.stringContaining('-Colour')]);
});

test('a fault can be for one cmdlet, and the log names the cmdlet of each call', async () => {
  await cloud().control('faults', { service: 'exchange', cmdlet: 'get-mailbox', then: { status: 503 } });
  expect((await run(cloud(), 'Get-Mailbox')).status).toBe(503);
  expect((await run(cloud(), 'Get-Recipient')).status).toBe(200);
  const { value } = await cloud().control('calls');
  const named = (value as { service: string; cmdlet?: string }[]).filter(({ service }) => service === 'exchange');
  expect(named.map(({ cmdlet }) => cmdlet)).toEqual(['Get-Mailbox', 'Get-Recipient']);
});
