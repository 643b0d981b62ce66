import { randomBytes, randomUUID } from 'node:crypto';
import { durationMs } from '../duration';
import { availabilityId, catalogue, skuKey, terms } from '../partner-center/catalogue';
import { currencyOf } from '../partner-center/market';
import { subscribe } from '../partner-center/order-placing';
import { defaultSettings, type PartnerCenterSettings } from '../partner-center/settings';
import { type Answer, type Call, isObject, json } from '../wire';
import type { World } from '../world';
import { badInput, number, only, tenant, text, texts, time } from './input';

type Name = keyof PartnerCenterSettings;

/** Settings that take one of a few values; those that are lists, objects or yes and no; all others are durations. */
const choices: Partial<Record<Name, readonly unknown[]>> = {
  mfa: ['claim', 'missing', 'progressive'],
  takenDomain: [400, 409],
  secondCheckout: ['replay', 'refuse'],
  concurrentCheckout: [800060, 800064],
  etags: [true, false],
};

/**
 * How Partner Center behaves: any of the settings in partner-center/settings.ts, e.g.
 * { "secondCheckout": "refuse", "orderLag": "PT15M", "provisioning": "PT1H" }. What is left out stays as it is.
 */
export function setPartnerCenter(world: World, call: Call): Answer {
  changePartnerCenter(world, json(call) ?? {});
  return { status: 200, body: world.partnerCenter.settings };
}

/** The same for a part of a seed. */
export function changePartnerCenter(world: World, value: unknown): void {
  const names = Object.keys(defaultSettings);
  const given = Object.entries(only(value, 'the settings of Partner Center', ...names));
  world.partnerCenter.change(Object.fromEntries(given.map(([name, each]) => [name, checked(name as Name, each)])));
}

function checked(name: Name, value: unknown): unknown {
  const allowed = choices[name];
  if (allowed) return allowed.includes(value) ? value : badInput(`${name} must be one of ${allowed.join(', ')}`);
  if (name === 'withdrawn') return texts(value, name);
  if (name === 'failOrders') {
    if (!isObject(value)) return badInput('failOrders must be an object of codes by SKU');
    for (const [key, code] of Object.entries(value)) number(code, key);
    return value;
  }
  const duration = text(value, name);
  return durationMs(duration, new Date()) === undefined
    ? badInput(`${name} must be an ISO 8601 duration such as PT15M`)
    : duration;
}

/** A subscription of old, e.g. { "tenant": "contoso", "item": "CFQ7TTC0LCHC:0002", "quantity": 5 }; its id. */
export function addSubscription(world: World, value: unknown): string {
  const given = only(
    value,
    'a subscription',
    'id',
    'tenant',
    'item',
    'quantity',
    'termDuration',
    'billingCycle',
    'startedAt',
  );
  const key = text(given['item'], 'item').toUpperCase();
  const sku = catalogue.find((each) => skuKey(each) === key) ?? badInput(`there is no ${key} in the catalogue`);
  const termDuration = text(given['termDuration'] ?? 'P1Y', 'termDuration');
  const cycles = terms[termDuration] ?? badInput(`there is no term of ${termDuration}`);
  const billingCycle = text(given['billingCycle'] ?? 'monthly', 'billingCycle');
  if (!cycles.includes(billingCycle)) badInput(`a term of ${termDuration} is not billed ${billingCycle}`);
  const line = {
    id: 0,
    catalogItemId: `${key}:${availabilityId(world.partnerCenter, sku, 'commercial')}`,
    quantity: number(given['quantity'], 'quantity'),
    billingCycle,
    termDuration,
    currencyCode: currencyOf('CH'),
    orderGroup: '0',
  };
  const startedAt = given['startedAt'] === undefined ? Date.now() : Date.parse(time(given['startedAt'], 'startedAt'));
  const id = given['id'] === undefined ? randomUUID() : text(given['id'], 'id').toLowerCase();
  const orderId = randomBytes(6).toString('hex');
  return subscribe(world, { customerId: tenant(world, given['tenant']).id, orderId, line, id, at: startedAt }).id;
}
