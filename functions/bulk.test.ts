import { expect, test } from 'vitest';
import { catalogue } from '../shared/actions/catalogue';
import { inputSchema } from '../shared/derived/action-document';
import { answer, callOf, caller, stewardOf, viewOf, type Answered, type Sent } from '../shared/http/testing';
import type { BulkOrder, BulkRow, IdempotencyKey } from '../shared/requests/records';
import { bulk } from './bulk';

const view = viewOf({ request: { bulk: true, total: 2, customerId: '*', customers: ['contoso', 'fabrikam'] } });
const { id } = view.request;

interface Taken {
  readonly order: BulkOrder;
  readonly key: IdempotencyKey | undefined;
}

function taking() {
  const taken: Taken[] = [];
  const steward = stewardOf({
    requests: {
      submitBulk: (by, order, key) => {
        expect(by).toBe(caller);
        taken.push({ order, key });
        return Promise.resolve({ id, record: view.request });
      },
    },
  });
  return { taken, steward };
}

async function post(sent: Sent, query = '', action = 'users.create') {
  const { taken, steward } = taking();
  const call = callOf('POST', `/bulk/${action}${query}`, { action }, sent);
  const answered = await answer(bulk, call, steward);
  return { answered, order: taken[0]?.order, key: taken[0]?.key };
}

const csv = (body: string, headers: Record<string, string> = {}): Sent => ({
  body,
  headers: { 'content-type': 'text/csv; charset=utf-8', ...headers },
});
const placesOf = ({ content }: Answered) =>
  (content['errors'] as { pointer: string }[] | undefined)?.map(({ pointer }) => pointer);
const withoutPlace = (rows: readonly BulkRow[] = []) => rows.map(({ place: _place, ...row }) => row);

test('rows of JSON are taken with the customer each names', async () => {
  const { answered, order } = await post({
    body: {
      customer: 'contoso',
      mode: 'plan',
      inputs: [{ displayName: 'Ada' }, { customer: 'fabrikam', displayName: 'Bo' }],
    },
  });
  expect(answered.status).toBe(202);
  expect(answered.headers['location']).toBe(`https://steward.example/api/requests/${id}`);
  expect(answered.content).toMatchObject({
    customer: null,
    items: { total: 2, succeeded: 0, failed: 0, pending: 2 },
    plan: null,
  });
  expect(order).toMatchObject({ action: 'users.create', customer: 'contoso', mode: 'plan', onFailure: 'status' });
  expect(withoutPlace(order?.rows)).toEqual([
    { input: { displayName: 'Ada' } },
    { customer: 'fabrikam', input: { displayName: 'Bo' } },
  ]);
  expect(order?.rows[1]?.place(['licenses', 0])).toBe('/inputs/1/licenses/0');
});

test('rows of CSV are taken by the names of their columns, the rest from the query', async () => {
  const file = [
    '\ufeffuserPrincipalName,customer,forceChangePasswordNextSignIn,licenses,"displayName"',
    'ada@contoso.onmicrosoft.com,,FALSE,SPB; Teams,"Example, ""Ada"""',
    '',
    'bo@fabrikam.onmicrosoft.com,fabrikam,,,"Bo\r\nExample"',
  ].join('\r\n');
  const { answered, order } = await post(csv(file), '?customer=contoso&onFailure=error');
  expect(answered.status).toBe(202);
  expect(answered.headers['location']).toMatch(/\?onFailure=error$/);
  expect(order).toMatchObject({ customer: 'contoso', mode: 'apply', onFailure: 'error' });
  expect(withoutPlace(order?.rows)).toEqual([
    {
      input: {
        userPrincipalName: 'ada@contoso.onmicrosoft.com',
        forceChangePasswordNextSignIn: false,
        licenses: ['SPB', 'Teams'],
        displayName: 'Example, "Ada"',
      },
    },
    {
      customer: 'fabrikam',
      input: { userPrincipalName: 'bo@fabrikam.onmicrosoft.com', displayName: 'Bo\r\nExample' },
    },
  ]);
  const [, second] = order?.rows ?? [];
  expect([second?.place([]), second?.place(['licenses', 0]), second?.place(['customer'])]).toEqual([
    'line 4',
    'line 4, column licenses/0',
    'line 4, column customer',
  ]);
});

test('nested values stand as JSON in their cell', async () => {
  const file = 'user,add,remove\nmel,"[{""sku"":""SPB""}]",\n';
  const { order } = await post(csv(file), '', 'licenses.assign');
  expect(order?.rows[0]?.input).toEqual({ user: 'mel', add: [{ sku: 'SPB' }] });
});

test('a field that may be null is cleared by that word', async () => {
  const { order } = await post(csv('user,jobTitle,department\nmel,null,\n'), '', 'users.update');
  expect(order?.rows[0]?.input).toEqual({ user: 'mel', jobTitle: null });
});

test('the same file for another customer is another body under one key', async () => {
  const sent = csv('user\nmel\n', { 'idempotency-key': 'k' });
  const bodyFor = async (query: string) => {
    const { key } = await post(sent, query, 'users.delete');
    expect(key).toMatchObject({ key: 'k', route: 'bulk/users.delete' });
    return new TextDecoder().decode(key?.body);
  };
  expect(await bodyFor('?customer=contoso')).not.toBe(await bodyFor('?customer=fabrikam'));
  expect(await bodyFor('?mode=plan&customer=contoso')).toBe(await bodyFor('?customer=contoso&mode=plan'));
});

test.each<[string, Sent, string, number, string, readonly string[] | undefined]>([
  ['nothing', { body: '' }, '', 400, 'BODY_MALFORMED', ['']],
  ['no rows', { body: { inputs: [] } }, '', 400, 'INPUT_INVALID', ['/inputs']],
  ['no inputs', { body: { input: {} } }, '', 400, 'INPUT_INVALID', ['/inputs', '/input']],
  ['a row that is none', { body: { inputs: [{}, 7] } }, '', 400, 'INPUT_INVALID', ['/inputs/1']],
  [
    'a customer that is none',
    { body: { inputs: [{ customer: 7 }] } },
    '',
    400,
    'INPUT_INVALID',
    ['/inputs/0/customer'],
  ],
  [
    '10,001 rows',
    { body: { inputs: Array.from({ length: 10_001 }, () => ({})) } },
    '',
    400,
    'INPUT_INVALID',
    ['/inputs'],
  ],
  [
    'a property of later',
    { body: { inputs: [{}], notify: 'https://x.example' } },
    '',
    400,
    'NOT_AVAILABLE',
    ['/notify'],
  ],
  [
    'a hash with a plan',
    { body: { inputs: [{}], mode: 'plan', plan: `sha-256:${'0'.repeat(64)}` } },
    '',
    400,
    'INPUT_INVALID',
    ['/plan'],
  ],
  ['a query beside JSON', { body: { inputs: [{}] } }, '?mode=plan', 400, 'INPUT_INVALID', undefined],
  ['text', { body: 'x', headers: { 'content-type': 'text/plain' } }, '', 415, 'MEDIA_TYPE_UNSUPPORTED', undefined],
  ['Latin-1', csv('a', { 'content-type': 'text/csv; charset=latin1' }), '', 415, 'MEDIA_TYPE_UNSUPPORTED', undefined],
  ['too much', csv('a'.repeat(16 * 1024 * 1024 + 1)), '', 413, 'BODY_TOO_LARGE', undefined],
  [
    'unknown columns',
    csv('user,colour,__proto__\nmel,red,x\n'),
    '',
    400,
    'INPUT_INVALID',
    ['line 1, column user', 'line 1, column colour', 'line 1, column __proto__'],
  ],
  [
    'bad cells',
    csv('displayName,forceChangePasswordNextSignIn\nAda,yes\nBo,\nCy,no\n'),
    '',
    400,
    'INPUT_INVALID',
    ['line 2, column forceChangePasswordNextSignIn', 'line 4, column forceChangePasswordNextSignIn'],
  ],
  [
    'no customer of that length',
    csv(`customer\n${'c'.repeat(300)}\n`),
    '',
    400,
    'INPUT_INVALID',
    ['line 2, column customer'],
  ],
  ['10,001 lines', csv(`displayName\n${'Ada\n'.repeat(10_001)}`), '', 400, 'INPUT_INVALID', ['line 10002']],
  ['an unknown parameter', csv('displayName\nAda\n'), '?dryRun=yes', 400, 'INPUT_INVALID', undefined],
  ['a wrong parameter', csv('displayName\nAda\n'), '?mode=Plan', 400, 'INPUT_INVALID', ['/mode']],
  [
    'a parameter of later',
    csv('displayName\nAda\n'),
    '?notBefore=2027-01-04T08:00:00Z',
    400,
    'NOT_AVAILABLE',
    ['/notBefore'],
  ],
])('%s never reaches the ledger', async (_name, sent, query, status, code, places) => {
  const { answered, order } = await post(sent, query);
  expect([answered.status, answered.content['code'], placesOf(answered)]).toEqual([status, code, places]);
  expect(order).toBeUndefined();
});

test('an action that does not exist has no bulk', async () => {
  expect((await post({ body: { inputs: [{}] } }, '', 'users.fly')).answered.content['code']).toBe('ACTION_UNKNOWN');
});

test('the customer a row names is of the row, and of the input where the action acts on the partner', async () => {
  const sent: Sent = { body: { inputs: [{ customer: 'contoso', reason: 'Odd requests' }] } };
  const { order } = await post(sent, '', 'system.pause');
  expect(withoutPlace(order?.rows)).toEqual([{ input: { customer: 'contoso', reason: 'Odd requests' } }]);
  const file = await post(csv('customer,reason\ncontoso,Odd requests\n'), '', 'system.pause');
  expect(withoutPlace(file.order?.rows)).toEqual(withoutPlace(order?.rows));
  const onCustomers = catalogue.filter(({ target }) => target === 'customer');
  for (const action of onCustomers) expect(inputSchema(action)['properties']).not.toHaveProperty('customer');
});
