import { app, type HttpMethod, type InvocationContext } from '@azure/functions';
import { lanes } from '../shared/requests/lanes';
import type { Worker } from '../shared/requests/worker';
import { serve, type HttpFunction } from '../shared/http/serve';
import { withTrace } from '../shared/trace';
import { action, schema } from './action';
import { actions } from './actions';
import { bulk } from './bulk';
import { toCall, toResponse } from './convert';
import { health } from './health';
import { items } from './items';
import { lookups } from './lookups';
import { notFound } from './not-found';
import { request } from './request';
import { requestVerbs } from './request-verbs';
import { requests } from './requests';
import { secrets } from './secrets';
import { host, start } from './steward';

const httpFunctions: readonly HttpFunction[] = [
  health,
  actions,
  action,
  schema,
  bulk,
  requests,
  request,
  items,
  ...requestVerbs,
  secrets,
  lookups,
  notFound,
];

/** All, so that a wrong one is answered by us: the host answers it with an empty 404. */
const methods: HttpMethod[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

for (const { name, route, methods: answered } of httpFunctions) {
  app.http(name, {
    route,
    methods,
    // Callers prove themselves by token, in every function but health.
    authLevel: 'anonymous',
    handler: async (received) => toResponse(await serve(answered, toCall(received), host)),
  });
}

for (const [lane, queueName] of Object.entries(lanes)) {
  onMessage(`work-${lane}`, queueName, (worker, message) => worker.run(message));
  // What has failed five times: the host puts it there.
  onMessage(`dead-${lane}`, `${queueName}-poison`, (worker, message) => worker.bury(message));
}

function onMessage(name: string, queueName: string, work: (worker: Worker, message: string) => Promise<void>): void {
  app.storageQueue(name, {
    queueName,
    connection: 'StewardStorage',
    handler: (message: unknown, context) =>
      traced(context, async () => {
        const { worker } = await host.steward();
        // The library parses messages that are JSON; ours are not, others end in the poison queue.
        await work(worker, typeof message === 'string' ? message : JSON.stringify(message));
      }),
  });
}

app.timer('sweep', {
  schedule: '*/5 * * * * *',
  handler: (_timer, context) => traced(context, async () => (await host.steward()).worker.sweep()),
});

app.hook.appStart(() => {
  // Not awaited: functions are to be registered at once, and a faulty setting is to be answered, not to end the app.
  void start();
});

function traced(context: InvocationContext, work: () => Promise<void>): Promise<void> {
  return withTrace(context.traceContext?.traceParent, work);
}
