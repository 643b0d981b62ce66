import { isObject, parseJson } from '../http/parse-json';
import type { UrlPath } from '../http/path';
import type { HttpAnswer, HttpCall, Send } from '../http/send';
import type { Answer, CallContext, PartnerCenterReader, PartnerCenterWriter, TokenSource } from '../types';
import { isNotFound, partnerCenterError, unreadable, withoutMark } from './errors';
import { commonHeaders, quoted, requestIdOf } from './headers';
import { Pages } from './pages';
import { pathInScope } from './scope';

export interface PartnerCenterOptions {
  readonly partnerCenterUrl: string;
  /** What tokens are asked for; not the address in national clouds. */
  readonly resource: string;
  readonly partnerTenantId: string;
  readonly tokens: TokenSource;
  readonly send: Send;
}

export interface PartnerCenter {
  reader(call: CallContext): PartnerCenterReader;
  writer(call: CallContext): PartnerCenterWriter;
}

interface Asked {
  readonly method: HttpCall['method'];
  /** Below the version. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

/**
 * Partner Center for the customer of each call, with the partner's own token. One try per call; errors are
 * UpstreamErrors. https://learn.microsoft.com/partner-center/developer/partner-center-rest-api-reference
 */
export function createPartnerCenter(options: PartnerCenterOptions): PartnerCenter {
  const { partnerCenterUrl, resource, partnerTenantId, tokens, send } = options;

  async function exchange(call: CallContext, { method, path, headers, body }: Asked): Promise<HttpAnswer> {
    const attempt = (token: string, tokensRefused: number): Promise<HttpAnswer> =>
      send({
        service: 'partnerCenter',
        method,
        url: `${partnerCenterUrl}/v1${path}`,
        headers: {
          ...commonHeaders(call),
          ...headers,
          'ms-requestid': requestIdOf(call, method, path, tokensRefused),
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(call.sendBy === undefined ? {} : { sendBy: call.sendBy }),
      });
    const token = await tokens.token(partnerTenantId, resource);
    const answer = await attempt(token.value, 0);
    if (answer.status !== 401 || partnerCenterError(answer).code === 'MFA_REQUIRED') return answer;
    // The token was refused, so nothing was done: once more with a new one.
    tokens.drop(partnerTenantId, resource, token);
    return attempt((await tokens.token(partnerTenantId, resource)).value, 1);
  }

  async function ask(call: CallContext, asked: Omit<Asked, 'path'> & { readonly path: UrlPath }): Promise<HttpAnswer> {
    const path = pathInScope({ tenantId: call.tenantId, partnerTenantId }, asked.method, asked.path);
    return checked(await exchange(call, { ...asked, path }));
  }

  async function get<T>(call: CallContext, path: UrlPath): Promise<Answer<T>> {
    const answer = await ask(call, { method: 'GET', path });
    const value = read<T>(answer);
    const etag = answer.headers['etag'] ?? etagIn(value);
    return { value, ...(etag === undefined ? {} : { etag }) };
  }

  async function list<T>(call: CallContext, path: UrlPath): Promise<T[]> {
    let answer = await ask(call, { method: 'GET', path });
    const first = pathInScope({ tenantId: call.tenantId, partnerTenantId }, 'GET', path);
    const pages = new Pages(first);
    const rows: T[] = [];
    for (;;) {
      const body = read<unknown>(answer);
      if (Array.isArray(body)) return body as T[];
      const items = isObject(body) ? body['items'] : undefined;
      if (!isObject(body) || !Array.isArray(items)) throw unreadable(answer);
      rows.push(...(items as T[]));
      const next = pages.after(body);
      if (next === undefined) return rows;
      answer = checked(await exchange(call, { method: 'GET', ...next }));
    }
  }

  async function exists(call: CallContext, path: UrlPath): Promise<boolean> {
    try {
      await ask(call, { method: 'HEAD', path });
      return true;
    } catch (error) {
      if (isNotFound(error)) return false;
      throw error;
    }
  }

  const reader = (call: CallContext): PartnerCenterReader => ({
    get: (path) => get(call, path),
    list: (path) => list(call, path),
    exists: (path) => exists(call, path),
    validateAddress: async (address) => read(await exchange(call, addressCheck(address)).then(checked)),
  });
  return {
    reader,
    writer: (call) => ({
      ...reader(call),
      post: async <T>(path: UrlPath, body?: object) =>
        read<T>(await ask(call, { method: 'POST', path, ...(body === undefined ? {} : { body }) })),
      async patch<T>(path: UrlPath, body: object, { etag }: { readonly etag?: string } = {}) {
        const headers = etag === undefined ? {} : { 'if-match': quoted(etag) };
        const answer = await ask(call, { method: 'PATCH', path, headers, body });
        return answer.body === '' || answer.status === 202 ? undefined : read<T>(answer);
      },
      async delete(path) {
        await ask(call, { method: 'DELETE', path });
      },
    }),
  };
}

/** A POST that changes nothing, hence the one that may be made for a plan and for any customer. */
function addressCheck(address: object): Asked {
  return { method: 'POST', path: '/validations/address', body: address };
}

function checked(answer: HttpAnswer): HttpAnswer {
  if (answer.status < 200 || answer.status >= 300) throw partnerCenterError(answer);
  return answer;
}

function read<T>(answer: HttpAnswer): T {
  try {
    const value = parseJson(withoutMark(answer.body));
    if (isObject(value) || Array.isArray(value)) return value as T;
  } catch {
    // Not JSON: the same as an answer of another kind.
  }
  throw unreadable(answer);
}

function etagIn(value: unknown): string | undefined {
  const attributes = isObject(value) ? value['attributes'] : undefined;
  const etag = isObject(attributes) ? attributes['etag'] : undefined;
  return typeof etag === 'string' && etag !== '' ? etag : undefined;
}
