// What the tests of Partner Center share: calls with a token of the partner's service account, as the product makes them.
import { randomUUID } from 'node:crypto';
import { hasPartnerCenterDescription, partnerCenterDescription } from '../conformance/partner-center-description';
import { partnerCenterResource } from '../entra/resources';
import { type Body, type CloudClient, cloudForTests, partner, type Reply } from '../testing';

export const businessPremium = 'CFQ7TTC0LCHC:0002';

export class PartnerClient {
  constructor(readonly cloud: CloudClient) {}

  async token(): Promise<string> {
    const reply = await this.cloud.refresh(partner, { scope: `${partnerCenterResource}/.default` });
    return String(reply.body['access_token']);
  }

  async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    const reply = await this.cloud.send(method, `/v1${path}`, body, {
      authorization: `Bearer ${await this.token()}`,
      'ms-requestid': randomUUID(),
      'ms-correlationid': randomUUID(),
      ...headers,
    });
    if (hasPartnerCenterDescription && reply.status !== 501) {
      const problems = partnerCenterDescription().answerProblems(method, `/v1${path}`, reply.status, reply.body);
      if (problems.length > 0) throw new Error(problems.join('\n'));
    }
    return reply;
  }

  async items(path: string): Promise<Body[]> {
    const { status, body } = await this.call('GET', path);
    if (status !== 200) throw new Error(JSON.stringify(body));
    return body['items'] as Body[];
  }

  async settings(settings: Body): Promise<void> {
    await this.cloud.control('partner-center', settings);
  }

  async advance(duration: string): Promise<void> {
    await this.cloud.control('clock', { advance: duration });
  }

  /** The id under which a SKU is sold now. */
  async catalogItem(customer: string, item = businessPremium): Promise<string> {
    const [product = '', sku = ''] = item.split(':');
    const [availability] = await this.items(`/customers/${customer}/products/${product}/skus/${sku}/availabilities`);
    return String(availability?.['catalogItemId']);
  }

  async line(customer: string, more: Body = {}): Promise<Body> {
    return {
      catalogItemId: await this.catalogItem(customer),
      quantity: 5,
      billingCycle: 'monthly',
      termDuration: 'P1Y',
      ...more,
    };
  }

  async cart(customer: string, ...lines: readonly Body[]): Promise<Reply> {
    return await this.call('POST', `/customers/${customer}/carts`, {
      partnerOnRecordAttestationAccepted: true,
      lineItems: lines.map((line, id) => ({ id, ...line })),
    });
  }

  /** Path of a new cart with one line. */
  async cartPath(customer: string, more: Body = {}): Promise<string> {
    const reply = await this.cart(customer, await this.line(customer, more));
    return `/customers/${customer}/carts/${String(reply.body['id'])}`;
  }

  /** Buys and answers the order. */
  async buy(customer: string, more: Body = {}): Promise<Body> {
    const reply = await this.call('POST', `${await this.cartPath(customer, more)}/checkout`);
    const [order] = (reply.body['orders'] ?? []) as Body[];
    if (!order) throw new Error(JSON.stringify(reply.body));
    return order;
  }

  /** Buys and answers the path of the subscription. */
  async subscribe(customer: string, more: Body = {}): Promise<string> {
    const order = await this.buy(customer, more);
    const [subscription] = await this.items(`/customers/${customer}/subscriptions?order_id=${String(order['id'])}`);
    return `/customers/${customer}/subscriptions/${String(subscription?.['id'])}`;
  }

  /** Reads a resource, changes it and writes it back whole. */
  async patch(path: string, changes: Body, headers: Record<string, string> = {}): Promise<Reply> {
    const { body } = await this.call('GET', path);
    return await this.call('PATCH', path, { ...body, ...changes }, headers);
  }
}

/** One cloud for a test file, reset before each test, and Partner Center in it. */
export function partnerCenterForTests(): () => PartnerClient {
  const cloud = cloudForTests();
  return () => new PartnerClient(cloud());
}

export function newCustomerBody(prefix: string, address: Body = {}): Record<string, unknown> {
  return {
    companyProfile: { domain: `${prefix}.onmicrosoft.com` },
    billingProfile: {
      email: `ap@${prefix}.example`,
      culture: 'en-US',
      language: 'en',
      companyName: prefix,
      defaultAddress: {
        firstName: 'Ann',
        lastName: 'Lee',
        addressLine1: '1 Main St',
        city: 'Redmond',
        state: 'WA',
        postalCode: '98052',
        country: 'US',
        ...address,
      },
    },
  };
}
