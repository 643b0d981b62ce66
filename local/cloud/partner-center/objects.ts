// What Partner Center keeps. Times are epoch milliseconds; how they look on the wire is the shapes' matter.

export interface Address {
  readonly country: string;
  readonly city: string;
  readonly state?: string;
  readonly addressLine1: string;
  readonly addressLine2?: string;
  readonly postalCode: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly phoneNumber?: string;
}

export interface Customer {
  /** The same as the id of the customer's tenant. */
  readonly id: string;
  readonly companyName: string;
  readonly domain: string;
  readonly email: string;
  readonly culture: string;
  readonly language: string;
  readonly address: Address;
  readonly organizationRegistrationNumber?: string;
  readonly associatedPartnerId?: string;
  /** From when on lists know the customer. */
  readonly listedAt: number;
}

export interface Contact {
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly phoneNumber?: string;
}

/** The partner's word that a customer has accepted the Microsoft Customer Agreement. */
export interface Agreement {
  readonly userId: string;
  readonly primaryContact: Contact;
  readonly dateAgreed: string;
}

export interface CartError {
  readonly errorCode: number;
  readonly errorDescription: string;
}

export interface CartLine {
  readonly id: number;
  readonly catalogItemId: string;
  readonly quantity: number;
  readonly billingCycle: string;
  readonly termDuration: string;
  readonly friendlyName?: string;
  readonly participants?: readonly unknown[];
  readonly currencyCode: string;
  /** Lines of one group become one order. */
  readonly orderGroup: string;
  readonly error?: CartError;
}

export interface Cart {
  readonly id: string;
  readonly customerId: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly userId: string;
  readonly lines: readonly CartLine[];
  /** Orders made of this cart, by order group; a group that failed has none. */
  readonly orders: Readonly<Record<string, string>>;
}

export interface OrderLine {
  readonly lineItemNumber: number;
  readonly catalogItemId: string;
  readonly friendlyName: string;
  readonly termDuration: string;
  readonly quantity: number;
  readonly subscriptionId: string;
}

export interface Order {
  readonly id: string;
  readonly customerId: string;
  readonly createdAt: number;
  /** From when on lists know the order. */
  readonly listedAt: number;
  /** From when on everything in it is provisioned. */
  readonly activeAt: number;
  readonly billingCycle: string;
  readonly currencyCode: string;
  readonly lines: readonly OrderLine[];
}

export type SubscriptionStatus = 'active' | 'suspended' | 'deleted' | 'expired';

/** Seats added at one time: they may be given back for seven days. */
export interface Addition {
  readonly quantity: number;
  readonly at: number;
}

export interface Subscription {
  readonly id: string;
  readonly customerId: string;
  readonly orderId: string;
  readonly catalogItemId: string;
  readonly friendlyName: string;
  readonly quantity: number;
  readonly billingCycle: string;
  readonly termDuration: string;
  readonly createdAt: number;
  /** From when on lists and reads know the subscription. */
  readonly appearsAt: number;
  /** Until then it is pending. */
  readonly activeAt: number;
  readonly termStart: number;
  /** The first moment after the term. */
  readonly termEnd: number;
  readonly status: SubscriptionStatus;
  readonly autoRenewEnabled: boolean;
  readonly nextTerm?: unknown;
  readonly partnerId?: string;
  /** Oldest first. */
  readonly additions: readonly Addition[];
  /** Rises with every change. */
  readonly version: number;
  /** An accepted change that is not in force yet. */
  readonly coming?: { readonly at: number; readonly after: Subscription };
}
