import { durationMs } from '../duration';

/** How Partner Center behaves where its documents leave a choice, or where time matters. Durations are ISO 8601. */
export interface PartnerCenterSettings {
  /** Whether tokens of users must say that the user signed in with MFA; `missing` treats all as if they did not, `progressive` every second. */
  readonly mfa: 'claim' | 'missing' | 'progressive';
  /** Answer to a new customer whose domain is taken; Microsoft documents none. */
  readonly takenDomain: 400 | 409;
  /** A cart checked out already: the first answer again, or 400 800065. Both are documented. */
  readonly secondCheckout: 'replay' | 'refuse';
  /** What a checkout gets while another one works on the same cart. */
  readonly concurrentCheckout: 800060 | 800064;
  /** How long a checkout works, in real time. */
  readonly checkoutTime: string;
  readonly cartLife: string;
  /** Until a new customer stands in lists; reading it by id works at once. */
  readonly customerLag: string;
  /** Until an order stands in lists: up to 15 minutes at Microsoft. */
  readonly orderLag: string;
  /** Until a subscription can be read at all. */
  readonly subscriptionLag: string;
  /** Until a subscription is active and its order completed. */
  readonly provisioning: string;
  /** From a change of seats until the customer's directory knows it. */
  readonly skuLag: string;
  /** Above zero, changes of subscriptions are answered 202 and take that long. */
  readonly patchTime: string;
  /** Whether subscriptions carry an ETag; Microsoft's examples of new commerce have none. */
  readonly etags: boolean;
  readonly etagLife: string;
  /** How long a catalogue item keeps its id. */
  readonly availabilityLife: string;
  /** How long an answer is kept for a repeated MS-RequestId; Microsoft does not say. */
  readonly requestIdLife: string;
  /** Products (`CFQ7TTC0LCHC`) or SKUs (`CFQ7TTC0LCHC:0002`) no longer sold. */
  readonly withdrawn: readonly string[];
  /** SKUs whose order fails inside a successful checkout, with the error code. */
  readonly failOrders: Readonly<Record<string, number>>;
}

export const defaultSettings: PartnerCenterSettings = {
  mfa: 'claim',
  takenDomain: 409,
  secondCheckout: 'replay',
  concurrentCheckout: 800064,
  checkoutTime: 'PT0S',
  cartLife: 'P7D',
  customerLag: 'PT0S',
  orderLag: 'PT0S',
  subscriptionLag: 'PT0S',
  provisioning: 'PT0S',
  skuLag: 'PT0S',
  patchTime: 'PT0S',
  etags: true,
  etagLife: 'PT5M',
  availabilityLife: 'P30D',
  requestIdLife: 'P1D',
  withdrawn: [],
  failOrders: {},
};

/** Milliseconds of a duration that a setting holds; it was checked when it was set. */
export function lasting(duration: string): number {
  return durationMs(duration, new Date()) ?? 0;
}
