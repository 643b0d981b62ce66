import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import type { JsonObject } from '../../shared/json';

/** Between an answer and the next look: a caller in a hurry. */
const pollMs = 5;
const longestMs = 30_000;

export interface Order {
  readonly action: string;
  readonly customer: string;
  readonly input: JsonObject;
}

interface Answer {
  readonly status: number;
  readonly location: string;
  readonly text: string;
}

/** Speaks to the app as any caller does, by a client that costs little: it shares the machine with what is measured. */
export class Caller {
  readonly #pool: Pool;

  constructor(
    appUrl: string,
    private readonly token: string,
  ) {
    this.#pool = new Pool(appUrl, { connections: 128 });
  }

  /** Resolves with the address to look at, once the order is accepted. */
  async submit({ action, ...order }: Order): Promise<string> {
    const { status, location, text } = await this.#send('POST', `/api/actions/${action}`, JSON.stringify(order));
    if (status !== 202) throw new Error(`${action} was not accepted: ${String(status)} ${text}`);
    return location;
  }

  /** Submits an order and looks until it is final; throws unless it has succeeded. */
  async run(order: Order): Promise<void> {
    const { pathname } = new URL(await this.submit(order));
    const until = performance.now() + longestMs;
    for (;;) {
      const { status, text } = await this.#send('GET', pathname);
      if (status === 200 && (JSON.parse(text) as { state: string }).state === 'succeeded') return;
      if (status !== 202 || performance.now() > until) throw new Error(`${order.action} ended as ${text}`);
      await delay(pollMs);
    }
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }

  async #send(method: 'GET' | 'POST', path: string, body?: string): Promise<Answer> {
    const answer = await this.#pool.request({
      method,
      path,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body }),
    });
    const { location } = answer.headers;
    return {
      status: answer.statusCode,
      location: typeof location === 'string' ? location : '',
      text: await answer.body.text(),
    };
  }
}
