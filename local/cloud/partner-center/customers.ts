// https://learn.microsoft.com/en-us/partner-center/developer/get-a-list-of-customers
import { roleIds } from '../entra/roles';
import { type Answer, isObject } from '../wire';
import { hasRole } from './access';
import { collection, link } from './collection';
import { listedCustomer, wholeCustomer } from './customer-shapes';
import { refuse } from './errors';
import { createCustomer } from './new-customer';
import type { Customer } from './objects';
import { customerOf, type PartnerRequest, type PartnerRoute } from './route';

export const customerRoutes: readonly PartnerRoute[] = [
  { method: 'POST', path: '/customers', auth: 'app, app+user', handle: createCustomer },
  { method: 'GET', path: '/customers', auth: 'app, app+user', mark: true, handle: listCustomers },
  {
    method: 'GET',
    path: '/customers/{customer-id}',
    auth: 'app, app+user',
    family: 'customers',
    handle: (request) => {
      const customer = customerOf(request);
      const roles = [roleIds['Global Reader'], roleIds['Directory Readers']];
      return { status: 200, body: wholeCustomer(customer, hasRole(request.world, customer.id, roles)) };
    },
  },
];

const longestPage = 500;

/** A page of customers. The next one is asked for with the header that its link names, not with the address alone. */
function listCustomers({ call, partnerCenter }: PartnerRequest): Answer {
  const size = call.query.get('size');
  if (size === null || !/^\d+$/.test(size)) return refuse(3000, 'size');
  const filter = call.query.get('filter');
  const matches = reader(filter);
  const all = [...partnerCenter.customers()].filter((each) => each.listedAt <= Date.now() && matches(each));
  const start = startOf(call.query.get('seekOperation'), call.headers['ms-continuationtoken']);
  const length = size === '0' ? longestPage : Math.min(Number(size), longestPage);
  const page = all.slice(start, start + length);
  const query = `size=${size}${filter === null ? '' : `&filter=${encodeURIComponent(filter)}`}`;
  const self = link(`/v1/customers?${query}`);
  if (start + length >= all.length) {
    return { status: 200, body: collection(page.map(listedCustomer), { self }) };
  }
  const continuationToken = Buffer.from(JSON.stringify({ start: start + length })).toString('base64');
  const next = link(`/customers?${query}&seekOperation=Next`, 'GET', [
    { key: 'MS-ContinuationToken', value: continuationToken },
  ]);
  return { status: 200, body: collection(page.map(listedCustomer), { self, next }, { continuationToken }) };
}

function startOf(seekOperation: string | null, token: string | undefined): number {
  if (seekOperation === null) return 0;
  if (seekOperation !== 'Next') refuse(3000, 'seekOperation');
  const decoded = parsed(Buffer.from(token ?? '', 'base64').toString());
  const start = isObject(decoded) ? decoded['start'] : undefined;
  return typeof start === 'number' ? start : refuse(3000, 'MS-ContinuationToken');
}

/** https://learn.microsoft.com/en-us/partner-center/developer/get-a-customer-by-name#filter-syntax */
function reader(filter: string | null): (customer: Customer) => boolean {
  if (filter === null) return () => true;
  const { Field: field, Value: value, Operator: operator } = parsedObject(filter);
  if (typeof value !== 'string' || operator !== 'starts_with') return refuse(3000, 'filter');
  const wanted = value.toLowerCase();
  if (field === 'CompanyName') return ({ companyName }) => companyName.toLowerCase().startsWith(wanted);
  if (field === 'Domain') return ({ domain }) => domain.toLowerCase().startsWith(wanted);
  return refuse(3000, 'filter');
}

function parsedObject(text: string): Record<string, unknown> {
  const value = parsed(text);
  return isObject(value) ? value : refuse(3000, 'filter');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
