import { z } from 'zod';
import { InputError } from '../errors';
import type { Json } from '../json';
import type { Order } from '../requests/records';
import { checkBody } from './body';

/** Of a domain. */
export const longestCustomer = 253;
export const customerField = z.string().min(1).max(longestCustomer);

/** What an order may say beside the action and its input. */
export const orderOptions = {
  customer: customerField.exactOptional(),
  mode: z.enum(['apply', 'plan']).default('apply'),
  plan: z
    .string()
    .regex(/^sha-256:[\w+/=-]{16,100}$/, 'Must be the hash of a plan: sha-256:…')
    .exactOptional(),
  onFailure: z.enum(['status', 'error']).default('status'),
};

const orderFields = { ...orderOptions, input: z.record(z.string(), z.unknown()) };

export const hashOnlyApplies = (order: { readonly mode: string; readonly plan?: string }): boolean =>
  order.plan === undefined || order.mode === 'apply';
export const otherwise = { path: ['plan'], error: 'Only for mode apply' };

/** Body of POST /actions/{action}. */
const named = z.strictObject(orderFields).refine(hashOnlyApplies, otherwise);
/** Body of POST /requests. */
const naming = z
  .strictObject({ action: z.string().min(1).max(100), ...orderFields })
  .refine(hashOnlyApplies, otherwise);

/** Part of the interface, but not served yet: leaving them unheard would do the wrong thing at the wrong time. */
export const notYet = ['notBefore', 'notify'] as const;

/** What a body orders. `action`: the one the address names; without it the body must. */
export function toOrder(body: Json, action?: string): Order {
  refuseNotYet(body);
  return action === undefined ? checkBody(naming, body) : { action, ...checkBody(named, body) };
}

export function refuseNotYet(body: Json): void {
  if (typeof body !== 'object' || body === null) return;
  const found = notYet.filter((name) => Object.hasOwn(body, name));
  if (found.length === 0) return;
  throw new InputError('NOT_AVAILABLE', `Not available yet: ${found.join(', ')}.`, {
    errors: found.map((name) => ({ pointer: `/${name}`, detail: 'Not available yet' })),
  });
}
