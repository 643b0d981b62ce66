import { randomUUID } from 'node:crypto';
import { UpstreamError } from '../../errors';
import { isObject, parseObject } from '../http/parse-json';
import type { HttpAnswer, Send } from '../http/send';
import type {
  CallContext,
  CmdletOptions,
  CmdletParameters,
  CmdletResult,
  ExchangeReader,
  ExchangeWriter,
  TokenSource,
} from '../types';
import { addressOf, anchorOf } from './address';
import { exchangeError, unreadable } from './errors';

export interface ExchangeOptions {
  readonly exchangeUrl: string;
  /** What tokens are asked for; not the address in national clouds. */
  readonly resource: string;
  /** Whether the Exchange Online Admin API serves what it covers. */
  readonly adminApi: boolean;
  readonly tokens: TokenSource;
  readonly send: Send;
}

export interface Exchange {
  reader(call: CallContext): ExchangeReader;
  writer(call: CallContext): ExchangeWriter;
}

/** An answer of more pages than this is a paging loop. */
const mostPages = 2_000;

/** Exchange Online's administration in the tenant of each call: cmdlets, one try per call; errors are UpstreamErrors. */
export function createExchange({ exchangeUrl, resource, adminApi, tokens, send }: ExchangeOptions): Exchange {
  async function post(
    call: CallContext,
    address: string,
    headers: Readonly<Record<string, string>>,
    body: string,
  ): Promise<HttpAnswer> {
    const attempt = (token: string): Promise<HttpAnswer> =>
      send({
        service: 'exchange',
        method: 'POST',
        url: exchangeUrl + address,
        headers: {
          ...headers,
          'client-request-id': randomUUID(),
          'x-ms-correlation-id': call.requestId,
          authorization: `Bearer ${token}`,
        },
        body,
        ...(call.sendBy === undefined ? {} : { sendBy: call.sendBy }),
      });
    const token = await tokens.token(call.tenantId, resource);
    const answer = await attempt(token.value);
    if (answer.status !== 401) return answer;
    // The token was refused, so nothing was done: once more with a new one.
    tokens.drop(call.tenantId, resource, token);
    return attempt((await tokens.token(call.tenantId, resource)).value);
  }

  async function run<T>(
    call: CallContext,
    cmdlet: string,
    parameters: CmdletParameters,
    { anchor, select }: CmdletOptions = {},
  ): Promise<CmdletResult<T>> {
    const path = addressOf(call.tenantId, cmdlet, parameters, adminApi);
    const body = JSON.stringify({ CmdletInput: { CmdletName: cmdlet, Parameters: parameters } });
    const headers = headersOf(cmdlet, anchorOf(call.tenantId, anchor));
    const value: T[] = [];
    const warnings: string[] = [];
    const seen = new Set<string>();
    let address = path + (select === undefined ? '' : `?$select=${select.map(encodeURIComponent).join(',')}`);
    for (;;) {
      const answer = await post(call, address, headers, body);
      const page = read<T>(answer);
      value.push(...page.value);
      warnings.push(...page.warnings);
      // The next page is had by sending the same again: a change would be made twice.
      if (page.next === undefined || !cmdlet.startsWith('Get-')) return { value, warnings };
      address = nextAddress(page.next, exchangeUrl, path);
      if (seen.has(address) || seen.size >= mostPages) throw notFollowed();
      seen.add(address);
    }
  }

  const bound = (call: CallContext): ExchangeWriter => ({
    run: (cmdlet, parameters, options) => run(call, cmdlet, parameters, options),
  });
  return { reader: bound, writer: bound };
}

function headersOf(cmdlet: string, anchor: string): Record<string, string> {
  return {
    'content-type': 'application/json; charset=utf-8',
    accept: 'application/json',
    // Errors are told apart by their texts.
    'accept-language': 'en-US',
    prefer: 'odata.maxpagesize=1000',
    'x-anchormailbox': anchor,
    'x-cmdletname': cmdlet,
    'x-responseformat': 'json',
  };
}

interface Page<T> {
  readonly value: readonly T[];
  readonly warnings: readonly string[];
  readonly next: string | undefined;
}

function read<T>(answer: HttpAnswer): Page<T> {
  if (answer.status < 200 || answer.status >= 300) throw exchangeError(answer);
  // A cmdlet that gives nothing may answer with nothing.
  const page = answer.body === '' ? {} : parseObject(answer.body);
  if (!page) throw unreadable(answer);
  if (isObject(page['error'])) throw exchangeError(answer);
  const { value = [], '@adminapi.warnings': warnings = [], '@odata.nextLink': next } = page;
  if (!Array.isArray(value) || !Array.isArray(warnings)) throw unreadable(answer);
  return {
    value: value as T[],
    warnings: warnings.filter((warning) => typeof warning === 'string'),
    next: typeof next === 'string' ? next : undefined,
  };
}

/** The link's path and query: it may name a server behind the service's own address (port 446). */
function nextAddress(link: string, exchangeUrl: string, path: string): string {
  const url = URL.canParse(link) ? new URL(link) : undefined;
  if (url?.hostname !== new URL(exchangeUrl).hostname || url.pathname.toLowerCase() !== path.toLowerCase())
    throw notFollowed();
  return url.pathname + url.search;
}

function notFollowed(): UpstreamError {
  return new UpstreamError('UPSTREAM_REFUSED', 'Exchange named a next page that cannot be followed.', 'refused', {
    upstream: { service: 'exchange', status: 200 },
  });
}
