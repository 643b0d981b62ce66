import { createCustomer } from '../../../shared/actions/customers/create';
import { createSubscription } from '../../../shared/actions/subscriptions/create';
import { defaultDomain } from '../../cloud/tenants';
import type { RowMaker } from './job';

/** Rows about the partner's customers and what they buy. */
export const partnerRows: Readonly<Record<string, RowMaker>> = {
  'subscriptions.create': (town, _random, customer) => ({
    customer,
    input: { ...createSubscription.example, allowDuplicate: true },
    wanted: [{ tenant: town.tenant(customer).id, kind: 'cart.checkout' }],
    harmless: ['cart.create'],
  }),
  'subscriptions.setQuantity': (town, _random, customer) => {
    const subscription = town.subscription(customer);
    const wanted = [{ tenant: town.tenant(customer).id, kind: 'subscription.update', identity: subscription }];
    return { customer, input: { subscription, quantity: 7 }, wanted };
  },
  'subscriptions.cancel': (town, _random, customer) => {
    const subscription = town.subscription(customer);
    const wanted = [{ tenant: town.tenant(customer).id, kind: 'subscription.update', identity: subscription }];
    return { customer, input: { subscription }, wanted };
  },
  'customers.confirmAgreement': (town, _random, customer) => {
    const tenant = town.tenant(customer);
    const email = `${town.name('signer')}@example.com`;
    return {
      customer,
      input: { firstName: 'Nora', lastName: town.name('Wind'), email },
      wanted: [{ tenant: tenant.id, kind: 'agreement.confirm', identity: defaultDomain(tenant) }],
    };
  },
  'customers.create': (town) => {
    const name = town.name('fresh');
    return {
      input: { ...createCustomer.example, customerId: name, domain: name },
      wanted: [{ kind: 'customer.create', identity: `${name}.onmicrosoft.com` }],
      recorded: { customerId: name },
    };
  },
  'customers.link': (town) => {
    const { id: tenantId, name } = town.stranger();
    return {
      input: { customerId: name, tenantId },
      wanted: [],
      recorded: { customerId: name, tenantId },
    };
  },
};
