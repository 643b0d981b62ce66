import { z } from 'zod';
import type { CustomerReader } from '../../connections/types';
import { InputError } from '../../errors';

export const customer = z.string().min(1).max(253).exactOptional().describe('Left out: all customers');

/** The id of the customer named, or null for all. */
export async function whoseWork(customers: CustomerReader, named: string | undefined): Promise<string | null> {
  if (named === undefined) return null;
  const found = await customers.find(named);
  if (!found) throw new InputError('CUSTOMER_UNKNOWN', `There is no customer ${named}.`);
  return found.customerId;
}

export function wordsFor(customerId: string | null): string {
  return customerId === null ? 'all work' : `the work for ${customerId}`;
}
