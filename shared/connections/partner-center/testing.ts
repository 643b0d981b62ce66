// What the tests of the Partner Center client share.
import { createSend } from '../http/send';
import type { FarEnd } from '../http/testing';
import type { AccessToken, CallContext, TokenSource } from '../types';
import { createPartnerCenter } from './client';

export const partner = '11111111-1111-1111-1111-111111111111';
export const contoso = '22222222-2222-2222-2222-222222222222';
export const fabrikam = '33333333-3333-3333-3333-333333333333';

/** Counts what it issues. */
class FakeTokens implements TokenSource {
  issued = 0;
  private held: AccessToken | undefined;

  token(tenantId: string): Promise<AccessToken> {
    this.held ??= { value: `${tenantId}-${String((this.issued += 1))}`, scopes: [], expiresAt: Infinity };
    return Promise.resolve(this.held);
  }

  drop(_tenantId: string, _resource: string, refused: AccessToken): void {
    if (this.held?.value === refused.value) this.held = undefined;
  }
}

/** Partner Center, as found at the far end; without a tenant for a request of the partner itself. */
export function open(farEnd: FarEnd, tokens = new FakeTokens()) {
  const partnerCenter = createPartnerCenter({
    partnerCenterUrl: farEnd.origin,
    resource: 'https://api.partnercenter.microsoft.com',
    partnerTenantId: partner,
    tokens,
    send: createSend({ timeoutMs: 5_000, origins: [farEnd.origin] }),
  });
  return {
    tokens,
    of: (tenantId = partner, more: Partial<CallContext> = {}) =>
      partnerCenter.writer({ tenantId, requestId: '0197aaaa-0000-7000-8000-000000000000', ...more }),
  };
}
