import { subscribe } from 'node:diagnostics_channel';

/** One of the moments at which a process can die. */
export interface StepReport {
  /** E.g. `effect:sending-written create-user`, `call:sent POST /v1.0/users`. */
  readonly step: string;
  readonly requestId?: string;
}

interface UndiciMessage {
  readonly request: { readonly method: string; readonly path: string; readonly body: unknown };
}

interface HttpMessage {
  readonly request: { readonly method: string; readonly path: string };
}

/** https://github.com/nodejs/undici/blob/main/docs/docs/api/DiagnosticsChannel.md */
const callChannels = {
  'undici:request:create': 'asked',
  'undici:client:sendHeaders': 'sending',
  'undici:request:bodySent': 'sent',
  'undici:request:headers': 'answered',
};

/** The storage packages use node:http: https://nodejs.org/api/diagnostics_channel.html#http */
const storageChannels = {
  'http.client.request.start': 'asked',
  'http.client.response.finish': 'answered',
};

/**
 * Tells each step in the moment it is reached, before anything else can happen in this process: the product's own, the
 * calls that change something at Microsoft (asked for, about to leave, left, answered) and those to storage (asked, answered). Of
 * the latter only those by which an effect is sent, unless `allStorage`.
 */
export function watchSteps(allStorage: boolean, reached: (report: StepReport) => void): void {
  let sending = false;

  subscribe('steward.step', (message) => {
    const { step, requestId, effect } = message as Required<StepReport> & { readonly effect?: string };
    if (step === 'effect:sending-written') sending = true;
    // A refused one is not answered, but its item is put down.
    if (step === 'effect:answered' || step === 'item:finished') sending = false;
    reached({ step: effect === undefined ? step : `${step} ${effect}`, requestId });
  });

  for (const [channel, name] of Object.entries(callChannels)) {
    subscribe(channel, (message) => {
      const { request } = message as UndiciMessage;
      if (changesSomething(request)) reached({ step: `call:${name} ${request.method} ${request.path}` });
    });
  }

  for (const [channel, name] of Object.entries(storageChannels)) {
    subscribe(channel, (message) => {
      const { method, path } = (message as HttpMessage).request;
      const [address = ''] = path.split('?', 1);
      const counts = (allStorage || sending) && address.startsWith('/devstoreaccount1');
      if (counts) reached({ step: `storage:${name} ${method} ${address}` });
    });
  }
}

/** Tokens are posted for, checks of Partner Center and reads of Exchange too, and a batch may hold reads only. */
function changesSomething({ method, path, body }: UndiciMessage['request']): boolean {
  if (method === 'GET' || method === 'HEAD' || /\/oauth2\/|\/validations\/|^\/control\//.test(path)) return false;
  const text = String(body);
  return path.endsWith('/$batch') ? /"method":"(?!GET)/.test(text) : !text.includes('"CmdletName":"Get-');
}
