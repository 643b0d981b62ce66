import { expect, test } from 'vitest';
import { reply, startFarEnd } from '../http/testing';
import { failure, inputOf, open } from './testing';

const set = { Identity: 'u1', Type: 'Shared' };

test('a cmdlet goes to the tenant it is for, with token, ids, anchor and its name', async () => {
  await using farEnd = await startFarEnd((_, response) => {
    reply(response, 200, { value: [{ Alias: 'info' }], '@adminapi.warnings': ['Mind this.'] });
  });
  const exchange = open(farEnd).of('t1');
  await expect(exchange.run('Get-Mailbox', { Identity: 'info@x.example' })).resolves.toEqual({
    value: [{ Alias: 'info' }],
    warnings: ['Mind this.'],
  });
  await exchange.run('Set-Mailbox', set, { anchor: 'info@x.example' });
  const [first, second] = farEnd.received;
  expect(first).toMatchObject({ method: 'POST', path: '/adminapi/beta/t1/InvokeCommand' });
  expect(first && inputOf(first)).toEqual({ CmdletName: 'Get-Mailbox', Parameters: { Identity: 'info@x.example' } });
  expect(first?.headers).toMatchObject({
    authorization: 'Bearer t1 https://outlook.office365.com 1',
    'accept-language': 'en-US',
    'x-anchormailbox': 'APP:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@t1',
    'x-cmdletname': 'Get-Mailbox',
    'x-ms-correlation-id': 'r-1',
    'x-responseformat': 'json',
  });
  expect(second?.headers['x-anchormailbox']).toBe('SMTP:info@x.example');
  const ids = farEnd.received.map(({ headers }) => headers['client-request-id']);
  expect(ids[0]).toMatch(/^[\da-f-]{36}$/);
  expect(ids[0]).not.toBe(ids[1]);
});

test('all pages are read by sending the same again, through the address of the service', async () => {
  await using farEnd = await startFarEnd((request, response) => {
    const next = farEnd.origin.replace(/:\d+$/, ':446') + request.path.replace(/\?.*/, '?$skiptoken=2');
    reply(response, 200, request.path.includes('skip') ? { value: [3] } : { value: [1, 2], '@odata.nextLink': next });
  });
  const { value } = await open(farEnd)
    .of('t1')
    .run('Get-Mailbox', { ResultSize: 'Unlimited' }, { select: ['Alias', 'Guid'] });
  expect(value).toEqual([1, 2, 3]);
  expect(farEnd.received.map(({ path }) => path.split('?')[1])).toEqual(['$select=Alias,Guid', '$skiptoken=2']);
  expect(new Set(farEnd.received.map(({ body }) => body)).size).toBe(1);
});

test('a change is never sent again for a next page', async () => {
  await using farEnd = await startFarEnd((request, response) => {
    reply(response, 200, { value: [], '@odata.nextLink': farEnd.origin + request.path });
  });
  await expect(open(farEnd).of('t1').run('Set-Mailbox', set)).resolves.toMatchObject({ value: [] });
  expect(farEnd.received).toHaveLength(1);
});

test.each([
  ['on another host', () => 'https://evil.example/adminapi/beta/t1/InvokeCommand?x'],
  ['of another tenant', (origin: string) => `${origin}/adminapi/beta/t2/InvokeCommand?x`],
  ['that was read before', (origin: string) => `${origin}/adminapi/beta/t1/InvokeCommand?again`],
  ['that is none', () => 'next'],
])('a next page %s is not followed', async (_, next) => {
  await using farEnd = await startFarEnd((__, response) => {
    reply(response, 200, { value: [], '@odata.nextLink': next(farEnd.origin) });
  });
  await expect(open(farEnd).of('t1').run('Get-Mailbox', {})).rejects.toMatchObject({ code: 'UPSTREAM_REFUSED' });
  expect(farEnd.received.length).toBeLessThanOrEqual(2);
});

test('a refused token is replaced once; refused again it is a missing permission', async () => {
  await using farEnd = await startFarEnd((_, response) => {
    reply(response, 401);
  });
  const { of, tokens } = open(farEnd);
  await expect(of('t1').run('Set-Mailbox', set)).rejects.toMatchObject({
    code: 'PERMISSION_MISSING',
    outcome: 'refused',
    upstream: { service: 'exchange', status: 401 },
  });
  expect([tokens.issued, farEnd.received.length]).toEqual([2, 2]);
});

test.each([
  ['answered 503', 503, {}, 'unknown'],
  ['answered 429', 429, {}, 'throttled'],
  ['answered with a fault of the service as 400', 400, failure('MapiNetworkErrorException', 'Network.'), 'unknown'],
  ['answered with an error inside a 200', 200, failure('SomethingException', 'Odd.'), 'unknown'],
])('a change %s is sent once only', async (_, status, body, outcome) => {
  await using farEnd = await startFarEnd((__, response) => {
    reply(response, status, body, { 'retry-after': '2' });
  });
  await expect(open(farEnd).of('t1').run('Set-Mailbox', set)).rejects.toMatchObject({ outcome, retryAfterMs: 2_000 });
  expect(farEnd.received).toHaveLength(1);
});

test.each(['not json', '[1]', '{"value":7}', '{"@adminapi.warnings":"x"}'])(
  'a change answered 200 with %j has an unknown outcome',
  async (body) => {
    await using farEnd = await startFarEnd((_, response) => {
      response.writeHead(200).end(body);
    });
    await expect(open(farEnd).of('t1').run('Set-Mailbox', set)).rejects.toMatchObject({ outcome: 'unknown' });
  },
);

test('a call too late to leave does not', async () => {
  await using farEnd = await startFarEnd((_, response) => {
    reply(response, 200, { value: [] });
  });
  const late = open(farEnd).of('t1', { sendBy: Date.now() - 1 });
  await expect(late.run('Set-Mailbox', set)).rejects.toMatchObject({ outcome: 'notSent' });
  expect(farEnd.received).toEqual([]);
});

test('the Admin API serves what it covers, where it is switched on', async () => {
  await using farEnd = await startFarEnd((_, response) => {
    reply(response, 200, { value: [] });
  });
  const exchange = open(farEnd, { adminApi: true }).of('t1');
  await exchange.run('Get-Mailbox', { Identity: 'u1' });
  await exchange.run('Get-Mailbox', { Identity: 'u1', SoftDeletedMailbox: true });
  await exchange.run('Get-AcceptedDomain', {});
  await exchange.run('Set-Mailbox', set);
  expect(farEnd.received.map(({ path }) => path.replace('/adminapi/', ''))).toEqual([
    'v2.0/t1/Mailbox',
    'beta/t1/InvokeCommand',
    'v2.0/t1/AcceptedDomain',
    'beta/t1/InvokeCommand',
  ]);
});
