import type { Collection, Store } from '../store';
import { defaultDomain, partnerTenantId, type Tenant, type Tenants } from '../tenants';
import type { Answer } from '../wire';
import type { Agreement, Cart, Customer, Order, Subscription } from './objects';
import { defaultSettings, lasting, type PartnerCenterSettings } from './settings';
import { matured } from './terms';

interface Kept {
  readonly at: number;
  readonly answer: Answer;
}

interface Stored {
  readonly changes: Partial<PartnerCenterSettings>;
  /** Ages of catalogue items count from here. */
  readonly since: number;
}

/** What Partner Center knows of the partner's customers. */
export class PartnerCenter {
  readonly carts: Collection<Cart>;
  readonly orders: Collection<Order>;
  /** Carts a checkout is working on at this moment. */
  readonly working = new Set<string>();
  private readonly stored: Collection<Stored>;
  private readonly storedCustomers: Collection<Customer>;
  private readonly storedAgreements: Collection<readonly Agreement[]>;
  private readonly storedSubscriptions: Collection<Subscription>;
  private readonly answers: Collection<Kept>;
  private userCalls = 0;

  constructor(
    store: Store,
    private readonly tenants: Tenants,
  ) {
    this.stored = store.collection('partnerCenter');
    this.storedCustomers = store.collection('partnerCenterCustomers');
    this.storedAgreements = store.collection('partnerCenterAgreements');
    this.carts = store.collection('partnerCenterCarts');
    this.orders = store.collection('partnerCenterOrders');
    this.storedSubscriptions = store.collection('partnerCenterSubscriptions');
    this.answers = store.collection('partnerCenterAnswers');
  }

  get settings(): PartnerCenterSettings {
    return { ...defaultSettings, ...this.stored.get('all')?.changes };
  }

  change(changes: Partial<PartnerCenterSettings>): void {
    this.stored.set('all', { since: this.since, changes: { ...this.stored.get('all')?.changes, ...changes } });
  }

  /** Catalogue items are of this generation now; with the next one their ids change. */
  get catalogueGeneration(): number {
    return Math.floor((Date.now() - this.since) / Math.max(1, lasting(this.settings.availabilityLife)));
  }

  /** Which call of a user this is, for what hits every second one. */
  countUserCall(): number {
    return (this.userCalls += 1);
  }

  *customers(): Generator<Customer> {
    for (const tenant of this.tenants.all()) if (tenant.id !== partnerTenantId) yield this.known(tenant);
  }

  customer(id: string): Customer | undefined {
    const tenant = this.tenants.get(id.toLowerCase());
    return tenant && tenant.id !== partnerTenantId ? this.known(tenant) : undefined;
  }

  addCustomer(customer: Customer): void {
    this.storedCustomers.set(customer.id, customer);
  }

  agreements(customerId: string): readonly Agreement[] {
    return this.storedAgreements.get(customerId) ?? [];
  }

  addAgreement(customerId: string, agreement: Agreement): void {
    this.storedAgreements.set(customerId, [...this.agreements(customerId), agreement]);
  }

  cart(customerId: string, id: string): Cart | undefined {
    const cart = this.carts.get(id.toLowerCase());
    return cart?.customerId === customerId && cart.expiresAt > Date.now() ? cart : undefined;
  }

  ordersOf(customerId: string): Order[] {
    return [...this.orders.values()].filter((order) => order.customerId === customerId);
  }

  subscription(customerId: string, id: string): Subscription | undefined {
    const found = this.storedSubscriptions.get(id.toLowerCase());
    return found?.customerId === customerId ? this.upToDate(found) : undefined;
  }

  subscriptionsOf(customerId: string): Subscription[] {
    return [...this.storedSubscriptions.values()]
      .filter((each) => each.customerId === customerId)
      .map((each) => this.upToDate(each));
  }

  saveSubscription(subscription: Subscription): void {
    this.storedSubscriptions.set(subscription.id, subscription);
  }

  /** The answer this request id got before, as long as answers are kept. */
  kept(key: string): Answer | undefined {
    const found = this.answers.get(key);
    if (!found) return undefined;
    if (found.at + lasting(this.settings.requestIdLife) > Date.now()) return found.answer;
    this.answers.delete(key);
    return undefined;
  }

  keep(key: string, answer: Answer): void {
    this.answers.set(key, { at: Date.now(), answer });
  }

  /** Begins anew: ages of catalogue items count from now. */
  begin(): void {
    this.stored.set('all', { since: Date.now(), changes: {} });
    this.userCalls = 0;
  }

  private get since(): number {
    return this.stored.get('all')?.since ?? 0;
  }

  private upToDate(subscription: Subscription): Subscription {
    const now = matured(subscription, Date.now());
    if (now !== subscription) this.saveSubscription(now);
    return now;
  }

  /** A tenant that no call made is a customer of old. */
  private known(tenant: Tenant): Customer {
    return this.storedCustomers.get(tenant.id) ?? ofOld(tenant);
  }
}

function ofOld(tenant: Tenant): Customer {
  return {
    id: tenant.id,
    companyName: tenant.displayName,
    domain: defaultDomain(tenant),
    email: `admin@${defaultDomain(tenant)}`,
    culture: 'en-US',
    language: 'en',
    address: {
      country: 'CH',
      city: 'Zürich',
      addressLine1: 'Bahnhofstrasse 1',
      postalCode: '8001',
      firstName: 'Mel',
      lastName: 'Example',
      phoneNumber: '+41440000000',
    },
    listedAt: 0,
  };
}
