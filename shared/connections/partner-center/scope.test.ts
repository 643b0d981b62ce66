import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { UrlPath } from '../http/path';
import type { HttpCall } from '../http/send';
import { pathInScope } from './scope';
import { contoso, fabrikam, partner } from './testing';

const go = (tenantId: string, method: HttpCall['method'], text: string): string =>
  pathInScope({ tenantId, partnerTenantId: partner }, method, text as UrlPath);

test.each([
  ['GET', `/customers/${contoso}/orders?x=1`],
  ['POST', `/customers/${contoso}/carts`],
  ['PATCH', `/Customers/${contoso.toUpperCase()}/subscriptions/s`],
  ['GET', '/agreements?agreementType=MicrosoftCustomerAgreement'],
] as const)('a request of a customer may %s %s', (method, text) => {
  expect(go(contoso, method, text)).toBe(text);
});

test.each([
  ['GET', `/customers/${fabrikam}/orders`],
  ['POST', `/customers/${fabrikam}/carts`],
  ['GET', '/customers?size=500'],
  ['POST', '/customers'],
  ['POST', '/anything/else'],
  ['GET', `/customers/${contoso}/../${fabrikam}/orders`],
  ['GET', `/customers/${contoso}/%2e%2e/${fabrikam}/orders`],
  ['GET', `//elsewhere/customers/${contoso}/orders`],
  ['GET', '/'],
] as const)('a request of a customer may not %s %s', (method, text) => {
  expect(() => go(contoso, method, text)).toThrow(
    expect.objectContaining({ code: 'WRONG_CUSTOMER', outcome: 'notSent' }),
  );
});

test.each([
  ['POST', '/customers'],
  ['GET', '/customers?size=0'],
  ['GET', `/customers/${contoso}`],
  ['HEAD', '/domains/northwind.onmicrosoft.com'],
] as const)('a request of the partner itself may %s %s', (method, text) => {
  expect(go(partner, method, text)).toBe(text);
});

test.each(['POST', 'PATCH', 'DELETE'] as const)(
  'a request of the partner itself may not %s below a customer',
  (method) => {
    expect(() => go(partner, method, `/customers/${contoso}/carts`)).toThrow('Nothing was sent');
  },
);

test('however it is written, a change for another customer does not go out', () => {
  const own = new RegExp(`^/customers/${contoso}(/|$)`);
  const part = fc.constantFrom('customers', 'Customers', contoso, fabrikam, '..', '.', '%2e%2e', '', 'carts', '?', '#');
  const start = fc.constantFrom([], ['customers', contoso], ['customers', contoso, '..', fabrikam]);
  fc.assert(
    fc.property(start, fc.array(part, { maxLength: 8 }), (first, rest) => {
      const text = `/${[...first, ...rest].join('/')}`;
      const outcome = attempt(() => new URL(`https://host${go(contoso, 'POST', text)}`).pathname.toLowerCase());
      expect(outcome === 'refused' || own.test(outcome)).toBe(true);
    }),
  );
});

function attempt(work: () => string): string {
  try {
    return work();
  } catch {
    return 'refused';
  }
}
