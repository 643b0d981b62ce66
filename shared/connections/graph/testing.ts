// What the tests of the Graph client share.
import { UpstreamError } from '../../errors';
import { createSend } from '../http/send';
import type { FarEnd, Received } from '../http/testing';
import type { AccessToken, TokenSource } from '../types';
import { createGraph } from './client';

/** A token source that counts what it issues. */
export class FakeTokens implements TokenSource {
  issued = 0;
  private readonly held = new Map<string, AccessToken>();

  token(tenantId: string, resource: string): Promise<AccessToken> {
    const token = this.held.get(tenantId) ?? {
      value: `${tenantId}-${resource.slice(8, 13)}-${String((this.issued += 1))}`,
      scopes: [],
      expiresAt: Infinity,
    };
    this.held.set(tenantId, token);
    return Promise.resolve(token);
  }

  drop(tenantId: string, _: string, refused: AccessToken): void {
    if (this.held.get(tenantId)?.value === refused.value) this.held.delete(tenantId);
  }
}

/** Graph, as found at the far end. */
export function open(farEnd: FarEnd, tokens = new FakeTokens(), batchSize = 20) {
  const graph = createGraph({
    graphUrl: farEnd.origin,
    resource: 'https://graph.microsoft.com',
    tokens,
    send: createSend({ timeoutMs: 5_000, origins: [farEnd.origin] }),
    batchSize,
  });
  return { graph, tokens, of: (tenantId: string) => graph.writer({ tenantId, requestId: 'r-1' }) };
}

interface Inner {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body?: unknown;
}
/** The calls inside a received batch. */
export const innerOf = (request: Received): Inner[] => (JSON.parse(request.body) as { requests: Inner[] }).requests;

/** `fulfilled`, or the outcome of the call that failed. */
export function outcomeOfResult(result: PromiseSettledResult<unknown>): string {
  if (result.status === 'fulfilled') return result.status;
  const reason: unknown = result.reason;
  return reason instanceof UpstreamError ? reason.outcome : String(reason);
}
