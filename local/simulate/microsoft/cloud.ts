import { Dispatcher } from '../../cloud/dispatch';
import type { SigningKey } from '../../cloud/entra/keys';
import { entra } from '../../cloud/entra/service';
import { exchange } from '../../cloud/exchange/service';
import type { Consequence } from '../../cloud/faults';
import { graph } from '../../cloud/graph/service';
import { partnerCenter } from '../../cloud/partner-center/service';
import { seed } from '../../cloud/seeds';
import { Store } from '../../cloud/store';
import type { Call } from '../../cloud/wire';
import { World } from '../../cloud/world';
import type { HttpAnswer, HttpCall } from '../../../shared/connections/http/send';

export const origin = 'http://127.0.0.1:7072';

/** The local cloud without its servers: the same services and state, called instead of sent to. */
export class Cloud {
  readonly world: World;
  readonly #dispatcher: Dispatcher;
  /** Passwords that answers held, by the request they were for. */
  readonly told = new Map<string, string[]>();

  constructor(signingKey: SigningKey, fault: () => Consequence | undefined) {
    const world = new World(new Store(), signingKey);
    world.origin = origin;
    this.#dispatcher = new Dispatcher(world);
    this.#dispatcher.serve(
      graph(world, (call) => this.#dispatcher.inner(call)),
      'v1.0',
    );
    this.#dispatcher.serve(exchange(world), 'adminapi');
    this.#dispatcher.serve(partnerCenter(world), 'v1');
    this.#dispatcher.serveOthers(entra(world));
    seed(world);
    world.faults.take = () => fault();
    this.world = world;
  }

  async answer(asked: HttpCall): Promise<HttpAnswer> {
    const { status, headers = {}, body } = await this.#dispatcher.outer(toCall(asked));
    const text = body === undefined || typeof body === 'string' ? (body ?? '') : JSON.stringify(body);
    this.#note(asked, text);
    return {
      status,
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
      body: text,
    };
  }

  #note({ method, url, headers }: HttpCall, body: string): void {
    if (method !== 'POST' || !url.endsWith('/v1/customers')) return;
    const password = /"password":"([^"]+)"/.exec(body)?.[1];
    const requestId = headers['ms-correlationid'] ?? '';
    if (password !== undefined) this.told.set(requestId, [...(this.told.get(requestId) ?? []), password]);
  }
}

function toCall({ method, url, headers, body }: HttpCall): Call {
  const { pathname, search, searchParams } = new URL(url);
  return {
    method,
    path: pathname,
    url: pathname + search,
    query: searchParams,
    headers,
    body: body === undefined ? undefined : { text: body },
    origin,
  };
}
