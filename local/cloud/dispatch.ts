import { asAnswer, type Consequence } from './faults';
import { draw, wait } from './latency';
import type { Service } from './service';
import { type Answer, type Call, ConnectionCut } from './wire';
import type { World } from './world';

/** Takes a call to its service, through the faults in force, and writes it into the call log. */
export class Dispatcher {
  private readonly services = new Map<string, Service>();
  private fallback: Service | undefined;

  constructor(private readonly world: World) {}

  /** Calls whose first path segment is one of the roots go to this service. */
  serve(service: Service, ...roots: readonly string[]): void {
    for (const root of roots) this.services.set(root, service);
  }

  /** Calls that no root claims: Entra's paths begin with a tenant. */
  serveOthers(service: Service): void {
    this.fallback = service;
  }

  /** One call from outside: with latency. A batch counts once. */
  async outer(call: Call): Promise<Answer> {
    const half = draw(this.world.latency) / 2;
    if (half > 0) await wait(half);
    const answer = await this.send(call, false);
    if (half > 0) await wait(half);
    return answer;
  }

  /** One inner request of a batch. */
  inner(call: Call): Answer | Promise<Answer> {
    return this.send(call, true);
  }

  private send(call: Call, inner: boolean): Answer | Promise<Answer> {
    const service = this.services.get(call.path.split('/', 2)[1] ?? '') ?? this.fallback;
    if (!service) return unknown(call);
    const { tenant, cmdlet } = service.caller(call);
    const fault = this.world.faults.take(service.name, tenant, call, cmdlet);
    try {
      const answer = fault ? this.withFault(service, call, fault) : answered(service, call);
      if (!(answer instanceof Promise)) return this.logged(service, call, inner, answer);
      return answer.then(
        (each) => this.logged(service, call, inner, each),
        (error: unknown) => this.failed(service, call, inner, error),
      );
    } catch (error) {
      return this.failed(service, call, inner, error);
    }
  }

  private withFault(service: Service, call: Call, fault: Consequence): Answer | Promise<Answer> {
    if ('status' in fault) return asAnswer(fault);
    if ('delayMs' in fault) return wait(fault.delayMs).then(() => answered(service, call));
    if ('applyThen' in fault) return then(answered(service, call), () => asAnswer(fault.applyThen));
    if (fault.drop === 'before') throw new ConnectionCut();
    return then(answered(service, call), () => {
      throw new ConnectionCut();
    });
  }

  private failed(service: Service, call: Call, inner: boolean, error: unknown): never {
    this.log(service, call, inner, null);
    throw error;
  }

  private logged(service: Service, call: Call, inner: boolean, answer: Answer): Answer {
    this.log(service, call, inner, answer.status);
    return answer;
  }

  private log(service: Service, call: Call, inner: boolean, status: number | null): void {
    const { tenant, scopes, cmdlet } = service.caller(call);
    this.world.calls.record({
      at: new Date().toISOString(),
      method: call.method,
      url: call.url,
      ...(cmdlet === undefined ? {} : { cmdlet }),
      service: service.name,
      tenant: tenant ?? null,
      scopes,
      status,
      requestId: call.headers['client-request-id'] ?? call.headers['ms-requestid'] ?? null,
      correlationId: call.headers['x-ms-correlation-id'] ?? call.headers['ms-correlationid'] ?? null,
      inner,
    });
  }
}

function answered(service: Service, call: Call): Answer | Promise<Answer> {
  return then(service.answer(call), (answer) => answer ?? unknown(call));
}

function then<T>(value: T | Promise<T>, next: (value: T) => Answer): Answer | Promise<Answer> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** Loud about what it does not know. */
function unknown(call: Call): Answer {
  return {
    status: 501,
    body: { error: { code: 'NotImplemented', message: `The local cloud does not know ${call.method} ${call.path}.` } },
  };
}
