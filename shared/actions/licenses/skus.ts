import { path } from '../../connections/http/path';
import type { GraphReader } from '../../connections/types';
import { InputError } from '../../errors';
import type { JsonObject } from '../../json';
import { refusal } from '../look-up';

/** A product the tenant has. https://learn.microsoft.com/graph/api/resources/subscribedsku */
export interface SubscribedSku {
  readonly skuId: string;
  readonly skuPartNumber: string;
  readonly appliesTo: string;
  readonly consumedUnits: number;
  readonly prepaidUnits: { readonly enabled: number; readonly warning: number };
  readonly servicePlans: readonly { readonly servicePlanId: string; readonly servicePlanName: string }[];
}

export interface ChosenSku extends JsonObject {
  readonly skuId: string;
  readonly skuPartNumber: string;
}

export function listSkus(graph: GraphReader): Promise<SubscribedSku[]> {
  return graph.list(
    path`/subscribedSkus?$select=skuId,skuPartNumber,appliesTo,consumedUnits,prepaidUnits,servicePlans`,
  );
}

/** The product of a part number or id; SKU_UNKNOWN when the tenant has none that users can be given. */
export function findSku(skus: readonly SubscribedSku[], key: string): SubscribedSku {
  const found = skus.find(
    ({ skuId, skuPartNumber, appliesTo }) =>
      appliesTo === 'User' && (skuId === key.toLowerCase() || skuPartNumber.toUpperCase() === key.toUpperCase()),
  );
  if (!found) throw refusal('SKU_UNKNOWN', `The tenant has no subscription ${key}.`);
  return found;
}

/** NO_SEATS when all are taken. Seats in the days of grace after the end of a subscription count. */
export function refuseWithoutSeat({ skuPartNumber, prepaidUnits, consumedUnits }: SubscribedSku): void {
  const seats = prepaidUnits.enabled + prepaidUnits.warning;
  if (consumedUnits >= seats)
    throw refusal('NO_SEATS', `All ${String(seats)} licenses of ${skuPartNumber} are assigned.`);
}

/** Ids of a product's service plans by id or name, in a fixed order. */
export function findPlans({ skuPartNumber, servicePlans }: SubscribedSku, keys: readonly string[]): string[] {
  const ids = keys.map((key) => {
    const plan = servicePlans.find(
      ({ servicePlanId, servicePlanName }) =>
        servicePlanId === key.toLowerCase() || servicePlanName.toUpperCase() === key.toUpperCase(),
    );
    if (!plan) throw new InputError('INPUT_INVALID', `${skuPartNumber} has no service plan ${key}.`);
    return plan.servicePlanId;
  });
  return [...new Set(ids)].sort();
}

/** The products of part numbers or ids, each once and with a seat left, as they are recorded. */
export async function chooseSkus(graph: GraphReader, keys: readonly string[]): Promise<ChosenSku[]> {
  if (keys.length === 0) return [];
  const skus = await listSkus(graph);
  const chosen = [...new Set(keys.map((key) => findSku(skus, key)))];
  chosen.forEach(refuseWithoutSeat);
  return chosen.map(({ skuId, skuPartNumber }) => ({ skuId, skuPartNumber }));
}
