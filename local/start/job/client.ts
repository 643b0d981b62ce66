import { partnerTenantId } from '../../cloud/tenants';
import { RuntimeError } from '../../runtime/runtime-error';
import { submission } from './submission';

export type LocalCaller = 'local-operator' | 'local-reader' | 'local-flow';

export interface Effect {
  key: string;
  summary: string;
  service: string;
  state: string;
}

export interface Problem {
  title?: string;
  detail?: string;
  status?: number;
  code?: string;
  errors?: { pointer: string; detail: string }[];
  upstream?: { service?: string; status?: number; code?: string };
}

/** What the runner reads of a request. */
export interface RequestDocument {
  id: string;
  state: string;
  effects: Effect[];
  output: unknown;
  problem: Problem | null;
  /** Of many rows: how many. */
  items?: { total: number; succeeded: number; failed: number; pending: number };
  plan: { hash: string; effects: { summary: string; service: string }[] } | null;
  links: Record<string, string>;
}

interface Call {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

export interface Answer {
  status: number;
  /** Where to look next, while the request is not final. */
  location: string | undefined;
  retryAfterMs: number;
  body: unknown;
}

/** Speaks to the app as any caller does: over HTTP, with a token of Entra. */
export class AppClient {
  constructor(
    readonly appUrl: string,
    readonly cloudUrl: string,
  ) {}

  /** A new token each time: the clock may have been moved since the last. */
  async token(caller: LocalCaller): Promise<string> {
    const response = await fetch(this.tokenUrl, { method: 'POST', body: new URLSearchParams(tokenForm(caller)) });
    const body = (await response.json()) as { access_token?: string; error_description?: string };
    if (body.access_token !== undefined) return body.access_token;
    throw new RuntimeError(`No token for ${caller}: ${body.error_description ?? String(response.status)}`);
  }

  get tokenUrl(): string {
    return `${this.cloudUrl}/${partnerTenantId}/oauth2/v2.0/token`;
  }

  async submit(caller: LocalCaller, body: Readonly<Record<string, unknown>>): Promise<Answer> {
    const { path, type, content } = submission(body);
    return await this.#send(caller, this.appUrl + path, {
      method: 'POST',
      headers: { 'content-type': type },
      body: content,
    });
  }

  async look(caller: LocalCaller, location: string): Promise<Answer> {
    return await this.#send(caller, location, {});
  }

  async #send(caller: LocalCaller, url: string, init: Call): Promise<Answer> {
    const headers = { ...init.headers, authorization: `Bearer ${await this.token(caller)}` };
    const response = await fetch(url, { ...init, headers });
    return {
      status: response.status,
      location: response.headers.get('location') ?? undefined,
      retryAfterMs: Number(response.headers.get('retry-after') ?? 0) * 1000,
      // An answer of the runtime itself has no body.
      body: await response.json().catch(() => undefined),
    };
  }
}

export function tokenForm(caller: LocalCaller): Record<string, string> {
  return {
    grant_type: 'client_credentials',
    client_id: caller,
    client_secret: 'local',
    scope: 'api://steward/.default',
  };
}
