// https://learn.microsoft.com/en-us/partner-center/developer/cart-resources
import { isObject } from '../wire';
import type { Fields } from './body';
import { findItem, isWithdrawn, terms } from './catalogue';
import { notImplemented, refuse } from './errors';
import { currencyOf } from './market';
import type { PartnerCenter } from './model';
import type { CartError, CartLine } from './objects';

/** The lines of a new cart. What is wrong with a line is told in the line; the cart is made all the same. */
export function readLines(partnerCenter: PartnerCenter, fields: Fields, country: string): CartLine[] {
  const lines = fields['lineItems'];
  if (!Array.isArray(lines) || lines.length === 0 || !lines.every(isObject)) return refuse(800002);
  const cycles = [...new Set(lines.map(({ billingCycle }) => String(billingCycle).toLowerCase()))];
  return lines.map((line, index) => readLine(partnerCenter, line, { index, country, cycles }));
}

interface Place {
  readonly index: number;
  readonly country: string;
  /** What is billed at different times cannot be one order. */
  readonly cycles: readonly string[];
}

function readLine(partnerCenter: PartnerCenter, line: Fields, { index, country, cycles }: Place): CartLine {
  const { catalogItemId, quantity, billingCycle, termDuration, friendlyName, participants, addonItems } = line;
  if (typeof catalogItemId !== 'string' || typeof quantity !== 'number' || typeof billingCycle !== 'string') {
    return refuse(800002);
  }
  if (Array.isArray(addonItems) && addonItems.length > 0) notImplemented('addonItems in a cart');
  if (line['customTermEndDate'] !== undefined) notImplemented('customTermEndDate in a cart');
  const cycle = billingCycle.toLowerCase();
  const term = typeof termDuration === 'string' ? termDuration : '';
  const error = problem(partnerCenter, { catalogItemId, quantity, cycle, term, line });
  return {
    id: index,
    catalogItemId,
    quantity,
    billingCycle: cycle,
    termDuration: term,
    ...(typeof friendlyName === 'string' ? { friendlyName } : {}),
    ...(Array.isArray(participants) ? { participants } : {}),
    currencyCode: currencyOf(country),
    orderGroup: String(cycles.indexOf(cycle)),
    ...(error ? { error } : {}),
  };
}

interface Wanted {
  readonly catalogItemId: string;
  readonly quantity: number;
  readonly cycle: string;
  readonly term: string;
  readonly line: Fields;
}

function problem(partnerCenter: PartnerCenter, wanted: Wanted): CartError | undefined {
  const { catalogItemId, quantity, cycle, term, line } = wanted;
  const item = findItem(partnerCenter, catalogItemId);
  if (!item?.segment || isWithdrawn(partnerCenter, item.sku)) return error(10001, 'Catalog item ID is not valid.');
  if (!Number.isInteger(quantity) || quantity < 1) return error(10010, 'The quantity is not valid.');
  if (quantity > item.sku.maximumQuantity) return error(10015, 'Requested number of seats exceeds the limit.');
  const cycles = terms[term];
  if (!cycles) return error(10010, 'The term duration is not valid.');
  if (!cycles.includes(cycle)) return error(10013, 'The billing plan is not supported for the term.');
  if (typeof line['promotionId'] === 'string') return error(10014, 'The promotion is not valid.');
  const participants = line['participants'];
  if (Array.isArray(participants) && !participants.every(isParticipant)) {
    return error(10004, 'The participants are not valid.');
  }
  return undefined;
}

function isParticipant(value: unknown): boolean {
  return isObject(value) && String(value['key']).endsWith('_reseller') && /^\d+$/.test(String(value['value']));
}

function error(errorCode: number, errorDescription: string): CartError {
  return { errorCode, errorDescription };
}
