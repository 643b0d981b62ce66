// What the tests of the local cloud share: a cloud on a free port, spoken to over real HTTP.
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { checkGraphAnswer, hasGraphDescription } from './conformance/graph-description';
import { samClientId } from './entra/clients';
import { seededRefreshToken } from './entra/refresh-tokens';
import { type Cloud, startCloud } from './index';

export const partner = '11111111-1111-1111-1111-111111111111';
export const contoso = '22222222-2222-2222-2222-222222222222';
export const fabrikam = '33333333-3333-3333-3333-333333333333';
export const tailspin = '44444444-4444-4444-4444-444444444444';

export type Body = Readonly<Record<string, unknown>>;

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export interface BatchItem {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly [property: string]: unknown;
}

export class CloudClient {
  private readonly tokens = new Map<string, string>();

  constructor(readonly url: string) {}

  async send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    const response = await fetch(path.startsWith('http') ? path : `${this.url}${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? {} : (JSON.parse(text) as Body),
    };
  }

  async control(path: string, body?: unknown): Promise<Body> {
    const reply = await this.send(body === undefined ? 'GET' : 'POST', `/control/${path}`, body);
    if (reply.status >= 300) throw new Error(`control ${path}: ${JSON.stringify(reply.body)}`);
    return reply.body;
  }

  /** The token endpoint's answer to a form. */
  async tokenCall(tenant: string, form: Record<string, string>): Promise<Reply> {
    return await this.send('POST', `/${tenant}/oauth2/v2.0/token`, new URLSearchParams(form).toString(), {
      'content-type': 'application/x-www-form-urlencoded',
    });
  }

  async refresh(tenant: string, form: Record<string, string> = {}): Promise<Reply> {
    return await this.tokenCall(tenant, {
      client_id: samClientId,
      client_secret: 'local-client-secret',
      grant_type: 'refresh_token',
      refresh_token: seededRefreshToken,
      scope: 'https://graph.microsoft.com/.default offline_access',
      ...form,
    });
  }

  forgetTokens(): void {
    this.tokens.clear();
  }

  /** A Graph call in a tenant, with a token of the service account. */
  async graph(
    tenant: string,
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Reply> {
    let token = this.tokens.get(tenant);
    if (token === undefined) {
      const reply = await this.refresh(tenant);
      token = String(reply.body['access_token']);
      this.tokens.set(tenant, token);
    }
    const target = path.startsWith('http') ? path : `/v1.0${path}`;
    const reply = await this.send(method, target, body, { authorization: `Bearer ${token}`, ...headers });
    refuseUndescribed(method, target, reply);
    return reply;
  }

  async batch(tenant: string, requests: readonly BatchItem[]): Promise<Reply> {
    const reply = await this.graph(tenant, 'POST', '/$batch', { requests });
    for (const answer of (reply.body['responses'] ?? []) as (BatchItem & Reply)[]) {
      const request = requests.find(({ id }) => id === answer.id);
      if (request) refuseUndescribed(request.method, `/v1.0${request.url}`, { ...answer, body: answer.body });
    }
    return reply;
  }

  async effects(tenant: string): Promise<readonly Body[]> {
    return (await this.control(`effects?tenant=${tenant}`))['value'] as Body[];
  }
}

/** One cloud for a test file, reset before each test. */
export function cloudForTests(): () => CloudClient {
  let cloud: Cloud | undefined;
  let client: CloudClient | undefined;
  beforeAll(async () => {
    cloud = await startCloud({ port: 0 });
    client = new CloudClient(cloud.url);
  });
  beforeEach(async () => {
    client?.forgetTokens();
    await client?.control('reset', {});
  });
  afterAll(async () => {
    await cloud?.close();
  });
  return () => client ?? fail();
}

/** Every Graph answer that any test sees is held against Microsoft's description, where that is at hand. */
function refuseUndescribed(method: string, url: string, { status, body }: Reply): void {
  if (!hasGraphDescription || status === 501) return;
  const problems = checkGraphAnswer(method, url, status, body);
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

function fail(): never {
  throw new Error('the cloud has not started');
}

/** The error code and message of a Graph answer. */
export function errorOf(reply: Reply): { code: string; message: string; details?: readonly Body[] } {
  return reply.body['error'] as { code: string; message: string; details?: readonly Body[] };
}

export function newUserBody(name: string, domain = 'contoso.onmicrosoft.com'): Record<string, unknown> {
  return {
    accountEnabled: true,
    displayName: name,
    mailNickname: name,
    userPrincipalName: `${name}@${domain}`,
    usageLocation: 'CH',
    passwordProfile: { password: 'Correct-Horse-7', forceChangePasswordNextSignIn: true },
  };
}

export const spb = 'cbdc14ab-d96c-4c30-b9f4-6ada7cdc1d46';
