import { parseObject } from '../http/parse-json';
import type { Send } from '../http/send';
import { entraError } from './errors';

const domainPattern = /^(?=.{4,253}$)(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+[a-z][a-z\d-]{0,61}[a-z\d]$/i;
const guidPattern = /[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}/i;

/** Whether a text can be a domain name at all. */
export function isDomain(text: string): boolean {
  return domainPattern.test(text);
}

export interface TenantLookupOptions {
  readonly loginUrl: string;
  readonly send: Send;
}

/**
 * The id of the tenant a domain belongs to, read from its public OpenID configuration; undefined when there is none.
 * https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc#find-your-apps-openid-configuration-document-uri
 */
export function createTenantLookup({
  loginUrl,
  send,
}: TenantLookupOptions): (domain: string) => Promise<string | undefined> {
  return async (domain) => {
    if (!isDomain(domain)) return undefined;
    const url = `${loginUrl}/${domain.toLowerCase()}/v2.0/.well-known/openid-configuration`;
    const answer = await send({ service: 'entra', method: 'GET', url, headers: { accept: 'application/json' } });
    if (answer.status === 400 || answer.status === 404) return undefined;
    if (answer.status !== 200) throw entraError(answer);
    const issuer = parseObject(answer.body)?.['issuer'];
    return typeof issuer === 'string' ? guidPattern.exec(issuer)?.[0].toLowerCase() : undefined;
  };
}
