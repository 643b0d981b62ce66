// What the tests of the Exchange client share.
import { createSend } from '../http/send';
import type { FarEnd, Received } from '../http/testing';
import type { CallContext, TokenSource } from '../types';
import { createExchange } from './client';

/** Gives a new token after each that was dropped, and counts them. */
class FakeTokens implements TokenSource {
  issued = 1;

  token(tenantId: string, resource: string) {
    const value = `${tenantId} ${resource} ${String(this.issued)}`;
    return Promise.resolve({ value, scopes: [], expiresAt: Infinity });
  }

  drop(): void {
    this.issued += 1;
  }
}

/** Exchange, as found at the far end. */
export function open(farEnd: FarEnd, { adminApi = false } = {}) {
  const tokens = new FakeTokens();
  const exchange = createExchange({
    exchangeUrl: farEnd.origin,
    resource: 'https://outlook.office365.com',
    adminApi,
    tokens,
    send: createSend({ timeoutMs: 5_000, origins: [farEnd.origin] }),
  });
  return {
    tokens,
    of: (tenantId: string, more: Partial<CallContext> = {}) => exchange.writer({ tenantId, requestId: 'r-1', ...more }),
  };
}

/** The cmdlet a received call asks for. */
export const inputOf = ({ body }: Received): unknown => (JSON.parse(body) as { CmdletInput: unknown }).CmdletInput;

/** An error as the admin API words it: class and text in `details`, with a hash in front. */
export const failure = (type: string, text: string, code = 'BadRequest') => ({
  error: {
    code,
    message: 'Error executing cmdlet',
    details: [
      { code: 'Context', target: '', message: `Ex6F9304|Microsoft.Exchange.Configuration.Tasks.${type}|${text}` },
    ],
  },
});
