import { expect, test } from 'vitest';
import { startTestApp } from '../testing';

/** Why an app is refused at start. */
async function refusal(body: string, hostJson?: object): Promise<string> {
  const started = startTestApp(`import { app, input, output } from '@azure/functions'; ${body}`, hostJson);
  return await started.then(
    () => 'started',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

const handler = 'handler: async () => {}';

test.each([
  [
    'a trigger',
    `app.serviceBusQueue('f', { queueName: 'q', connection: 'C', ${handler} });`,
    'the trigger type "serviceBusTrigger"',
  ],
  [
    'Durable',
    `app.generic('f', { trigger: { type: 'orchestrationTrigger', name: 'c' }, ${handler} });`,
    'the trigger type "orchestrationTrigger"',
  ],
  [
    'an input',
    `app.http('f', { extraInputs: [input.storageBlob({ path: 'a/b', connection: 'C' })], ${handler} });`,
    'the input binding type "blob"',
  ],
  [
    'an output',
    `app.http('f', { extraOutputs: [output.table({ tableName: 't', connection: 'C' })], ${handler} });`,
    'the output binding type "table"',
  ],
  [
    'retries',
    `app.timer('f', { schedule: '0 0 * * * *', retry: { strategy: 'fixedDelay', maxRetryCount: 1, delayInterval: 1000 }, ${handler} });`,
    'retry options',
  ],
])('refuses %s it does not run, naming the function and what it is', async (_, body, what) => {
  expect(await refusal(body)).toBe(`Function "f": the local runtime does not support ${what}.`);
});

test.each([
  ['nothing registered', '', 'registers no function'],
  ['an app that throws while loading', `throw new Error('not today');`, 'does not load: not today'],
  ['a name taken twice', `app.http('f', { ${handler} }); app.http('f', { ${handler} });`, 'already been registered'],
  ['HTTP streams', `app.setup({ enableHttpStream: true }); app.http('f', { ${handler} });`, 'enableHttpStream'],
  ['a route of the host', `app.http('f', { route: 'admin/x', ${handler} });`, 'conflicts with built in routes'],
  ['an unknown constraint', `app.http('f', { route: '{a:prime}', ${handler} });`, 'unknown constraint "prime"'],
  ['a schedule it cannot read', `app.timer('f', { schedule: '0 0 L * * *', ${handler} });`, '"L" is no hour'],
  [
    'a setting that is not there',
    `app.storageQueue('f', { queueName: '%NOT_SET%', connection: 'AzureWebJobsStorage', ${handler} });`,
    'NOT_SET',
  ],
])('refuses %s', async (_, body, reason) => {
  process.env['AzureWebJobsStorage'] = 'UseDevelopmentStorage=true';
  expect(await refusal(body)).toContain(reason);
});

test.each([
  [{ extensions: { queues: { batchSize: 33 } } }, '"batchSize" must be a whole number from 1 to 32'],
  [{ extensions: { queues: { visibilityTimeout: '10s' } } }, '"visibilityTimeout" must be a time like 00:01:00'],
  [{ extensions: { queues: { messageEncoding: 'utf8' } } }, '"messageEncoding" must be base64 or none'],
  [{ extensions: { queues: { batchsize: 1 } } }, 'extensions.queues: "batchsize" is not known'],
  [{ extensions: { http: { hsts: {} } } }, 'extensions.http: "hsts" is not known'],
  [{ extensions: [] }, '"extensions" is no object'],
])('refuses a host.json of %j', async (hostJson, reason) => {
  expect(await refusal(`app.http('f', { ${handler} });`, hostJson)).toContain(reason);
});
