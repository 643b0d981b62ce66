import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json, text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { AppClient } from './client';
import { createDisplay } from './display';
import { nextCommands } from './hints';
import { parseJob } from './read';
import { runJob } from './run';

type Answer = [status: number, body: object];

/** Stands for the app and for Entra: a token names its client, submits and looks are answered in the order given. */
async function startStandIn(submits: Answer[], looks: Record<string, Answer[]> = {}) {
  const asked: { caller: string | undefined; url: string | undefined; body: unknown }[] = [];
  async function answer(request: IncomingMessage, url: string): Promise<Answer> {
    if (request.url?.endsWith('/token')) {
      const form = new URLSearchParams(await new Response(request).text());
      return [200, { access_token: form.get('client_id') }];
    }
    const id = /requests\/(\w+)$/.exec(request.url ?? '')?.[1];
    if (id !== undefined) return looks[id]?.shift() ?? [404, { code: 'NOT_FOUND' }];
    const sent: unknown = request.headers['content-type'] === 'text/csv' ? await text(request) : await json(request);
    asked.push({ caller: request.headers.authorization?.slice(7), url: request.url, body: sent });
    const [status, body] = submits.shift() ?? [500, {}];
    return [status, { links: { self: url }, ...body }];
  }
  const server = createServer((request, response) => {
    const base = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    void answer(request, base).then(([status, body]) => {
      const location = 'id' in body ? `${base}/api/requests/${String(body.id)}` : undefined;
      const headers = location === undefined ? {} : { location, 'retry-after': '0' };
      response.writeHead(status, { ...headers, 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  return { client: new AppClient(url, url), asked };
}

async function run(content: unknown, submits: Answer[], looks?: Record<string, Answer[]>) {
  const { client, asked } = await startStandIn(submits, looks);
  const written: string[] = [];
  const display = createDisplay({
    isTTY: false,
    columns: 80,
    write: (text: unknown) => written.push(String(text)) > 0,
  });
  const result = await runJob(parseJob(content, 'job.json'), client, display);
  return { result, asked, client, text: written.join('') };
}

const request = (id: string, state: string, more: object = {}) => ({
  id,
  state,
  effects: [],
  output: null,
  problem: null,
  plan: null,
  links: {},
  ...more,
});
const effect = (key: string, state: string) => ({ key, summary: `Do ${key}`, service: 'graph', state });

test('follows each request to its end, shows its effects once, and hands its output to later steps', async () => {
  const { result, asked, text } = await run(
    [
      { name: 'first', action: 'a.b', input: { n: '{{run}}' } },
      { action: 'c.d', input: { user: '{{first.id}}' } },
    ],
    [
      [202, request('r1', 'queued')],
      [202, request('r2', 'queued')],
    ],
    {
      r1: [
        [202, request('r1', 'running', { effects: [effect('one', 'done'), effect('two', 'sending')] })],
        [
          200,
          request('r1', 'succeeded', { effects: [effect('one', 'done'), effect('two', 'done')], output: { id: 'u1' } }),
        ],
      ],
      r2: [[200, request('r2', 'succeeded')]],
    },
  );
  expect(result.succeeded).toBe(true);
  expect(asked.map(({ caller }) => caller)).toEqual(['local-operator', 'local-operator']);
  expect(asked[0]?.body).toEqual({ action: 'a.b', input: { n: result.run } });
  expect(asked[1]?.body).toEqual({ action: 'c.d', input: { user: 'u1' } });
  expect(text.match(/✓ Do one \(graph\)/g)).toHaveLength(1);
  expect(text.match(/✓ Do two \(graph\)/g)).toHaveLength(1);
  expect(text).toContain('2 of 2 ended as expected');
});

test('a refusal that is expected is a success, one that is not is a failure and names the fields', async () => {
  const refusal: Answer = [403, { code: 'NOT_GRANTED', detail: 'No grant.' }];
  const bad: Answer = [
    400,
    { code: 'INPUT_INVALID', detail: 'Wrong.', errors: [{ pointer: '/input/x', detail: 'Unknown' }] },
  ];
  const { result, asked, text } = await run(
    [
      { action: 'a.b', as: 'local-reader', expect: { status: 403, code: 'NOT_GRANTED' } },
      { action: 'a.b', input: {} },
    ],
    [refusal, bad],
  );
  expect(result.succeeded).toBe(false);
  expect(asked[0]?.caller).toBe('local-reader');
  expect(text).toMatch(/refused \(403\) in .* as it should be/);
  expect(text).toContain('/input/x: Unknown');
  expect(text).toMatch(/refused \(400\) in .* but it was to be succeeded/);
  expect(text).toContain('1 of 2 ended as expected');
});

test('shows a plan, a failure with what Microsoft answered, and where secrets are, never the secrets', async () => {
  const plan = { hash: 'sha-256:x', effects: [{ summary: 'Create ada', service: 'graph' }] };
  const upstream = { service: 'graph', status: 403, code: 'Authorization_RequestDenied' };
  const problem = { code: 'PERMISSION_MISSING', detail: 'Refused.', upstream };
  const secrets = 'http://127.0.0.1/api/requests/r3/secrets';
  const { text } = await run(
    [{ mode: 'plan' }, { expect: { state: 'failed' } }, {}],
    [
      [202, request('r1', 'queued')],
      [202, request('r2', 'queued')],
      [202, request('r3', 'queued')],
    ],
    {
      r1: [[200, request('r1', 'planned', { plan })]],
      r2: [[422, { ...request('r2', 'failed', { problem, effects: [effect('one', 'failed')] }), ...problem }]],
      r3: [[200, request('r3', 'succeeded', { links: { secrets } })]],
    },
  );
  expect(text).toContain('○ would: Create ada (graph)');
  expect(text).toContain('"plan": "sha-256:x"');
  expect(text).toContain('✗ Do one (graph): failed');
  expect(text).toContain("Microsoft's answer: graph 403 Authorization_RequestDenied");
  expect(text).toContain(`one-time secret: POST ${secrets}`);
  expect(text).toContain('3 of 3 ended as expected');
});

test('many rows are posted as a bulk, of JSON or CSV, and counted', async () => {
  const items = { total: 3, succeeded: 2, failed: 1, pending: 0 };
  const { asked, text: shown } = await run(
    [
      { action: 'a.b', customer: 'contoso', inputs: [{ n: '{{run}}' }] },
      { action: 'a.b', customer: 'contoso', mode: 'plan', csv: 'n\n1\n' },
    ],
    [
      [202, request('r1', 'queued', { items })],
      [202, request('r2', 'queued')],
    ],
    { r1: [[200, request('r1', 'succeeded', { items })]], r2: [[200, request('r2', 'planned')]] },
  );
  expect(asked.map(({ url, body }) => [url, body])).toEqual([
    ['/api/bulk/a.b', { customer: 'contoso', inputs: [{ n: expect.stringMatching(/^\w{8}$/) as string }] }],
    ['/api/bulk/a.b?customer=contoso&mode=plan', 'n\n1\n'],
  ]);
  expect(shown).toContain('2 of 3 rows, 1 not');
  expect(shown).toContain('2 of 2 ended as expected');
});

test('the commands to go on with carry a token and what can be undone', async () => {
  const undo = 'http://127.0.0.1/api/requests/r1/undo';
  const { result, client } = await run({}, [[202, request('r1', 'queued')]], {
    r1: [[200, request('r1', 'succeeded', { links: { undo } })]],
  });
  const commands = await nextCommands(client, result);
  expect(commands).toContain('TOKEN=local-operator');
  expect(commands).toContain(`curl -s -H "Authorization: Bearer $TOKEN" -X POST ${undo}`);
});
