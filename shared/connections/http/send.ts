import type { Agent, Dispatcher } from 'undici';
import { UpstreamError, type CallOutcome, type ServiceName } from '../../errors';
import { outgoingTraceParent } from '../../trace';

export interface HttpCall {
  readonly service: ServiceName;
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Epoch ms: the call may not leave later. */
  readonly sendBy?: number;
}

export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends one call once. Every status is an answer; no answer is an UpstreamError whose outcome says whether it left. */
export type Send = (call: HttpCall) => Promise<HttpAnswer>;

export interface SendOptions {
  /** From asking to the last byte of the answer. */
  readonly timeoutMs: number;
  /** The only origins that may be called. */
  readonly origins: readonly string[];
}

/** More than any answer we ask for; guards memory. */
const longestAnswerBytes = 64 * 1024 * 1024;

export function createSend({ timeoutMs, origins }: SendOptions): Send {
  const allowed = new Set(origins.map((origin) => new URL(origin).origin));
  let agent: Promise<Agent> | undefined;

  async function createAgent(): Promise<Agent> {
    const { default: Agent } = await import('undici/lib/dispatcher/agent.js');
    return new Agent({
      // HTTP/1.1 only: with streams the moment at which the bytes leave is not ours to see.
      allowH2: false,
      pipelining: 1,
      connections: 128,
      connect: { timeout: Math.min(timeoutMs, 10_000) },
      headersTimeout: 0,
      bodyTimeout: 0,
      maxResponseSize: longestAnswerBytes,
    });
  }

  return async (call) => {
    const url = new URL(call.url);
    if (!allowed.has(url.origin)) throw failure(call, 'notSent', 'ORIGIN_NOT_ALLOWED');
    agent ??= createAgent();
    const dispatcher = await agent;
    return new Promise<HttpAnswer>((resolve, reject) => {
      const exchange = new Exchange(call, timeoutMs, resolve, reject);
      const traceparent = outgoingTraceParent();
      dispatcher.dispatch(
        {
          origin: url.origin,
          path: url.pathname + url.search,
          method: call.method,
          headers: traceparent === undefined ? call.headers : { ...call.headers, traceparent },
          body: call.body ?? null,
        },
        exchange,
      );
    });
  };
}

/** One call in flight. undici calls `onRequestStart` in the tick in which it writes the request, before it writes it. */
class Exchange implements Dispatcher.DispatchHandler {
  private left = false;
  private over = false;
  private controller: Dispatcher.DispatchController | undefined;
  private status = 0;
  private headers: Record<string, string> = {};
  private readonly chunks: Buffer[] = [];
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly call: HttpCall,
    timeoutMs: number,
    private readonly resolve: (answer: HttpAnswer) => void,
    private readonly reject: (error: UpstreamError) => void,
  ) {
    this.timer = setTimeout(() => {
      this.fail('TIMEOUT');
      this.controller?.abort(new Error('TIMEOUT'));
    }, timeoutMs);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    const { sendBy } = this.call;
    // A second start would be a second sending of the same call.
    if (this.left) this.fail('SENT_TWICE');
    else if (sendBy !== undefined && Date.now() > sendBy) this.fail('SEND_BY_PASSED');
    if (this.over) controller.abort(new Error('The call is over.'));
    else this.left = true;
  }

  onResponseStart(
    _: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ) {
    this.status = status;
    for (const [name, value] of Object.entries(headers)) {
      if (value !== undefined) this.headers[name.toLowerCase()] = typeof value === 'string' ? value : value.join(', ');
    }
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (this.over) return;
    this.end();
    this.resolve({ status: this.status, headers: this.headers, body: Buffer.concat(this.chunks).toString('utf8') });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.fail(errorCode(error));
  }

  private fail(code: string): void {
    if (this.over) return;
    this.end();
    this.reject(failure(this.call, this.left ? 'unknown' : 'notSent', code));
  }

  private end(): void {
    this.over = true;
    clearTimeout(this.timer);
  }
}

function errorCode(error: Error): string {
  const code: unknown = 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : error.name;
}

function failure(call: HttpCall, outcome: CallOutcome, code: string): UpstreamError {
  const text = outcome === 'notSent' ? 'The call was not sent' : 'No answer was received';
  return new UpstreamError('UPSTREAM_UNAVAILABLE', `${text} (${code}).`, outcome, {
    upstream: { service: call.service, code },
  });
}
