import type { Json } from '../json';
import type { UrlPath } from './http/path';

/** Gives an access token for one resource in one tenant; never one of another tenant. Implemented by `sam/`. */
export interface TokenSource {
  /** `resource` is the bare resource, e.g. `https://graph.microsoft.com`. Throws UpstreamError (service `entra`, outcome `notSent`). */
  token(tenantId: string, resource: string): Promise<AccessToken>;
  /** Forgets a token the service refused with 401; a newer one stays. */
  drop(tenantId: string, resource: string, refused: AccessToken): void;
}

export interface AccessToken {
  readonly value: string;
  readonly scopes: readonly string[];
  readonly expiresAt: number;
}

/**
 * In whose tenant (where the service is the partner's: of which customer), and for which request, a call is made.
 * `sendBy` (epoch ms): the call may not leave later than this.
 */
export interface CallContext {
  readonly tenantId: string;
  readonly requestId: string;
  readonly sendBy?: number;
  /**
   * Names one try of one effect; the same after a crash or when no answer came. Services that take a request id from
   * the caller (Partner Center's MS-RequestId) get one derived from it.
   */
  readonly callKey?: string;
}

/** Graph as an action may read it. Addresses are relative to the version root, e.g. path`/users/${id}`. */
export interface GraphReader {
  get<T>(path: UrlPath): Promise<T>;
  /** All pages of a collection. */
  list<T>(path: UrlPath): Promise<T[]>;
}

/** Graph as an effect's `send` may use it. */
export interface GraphWriter extends GraphReader {
  post<T>(path: UrlPath, body: object): Promise<T>;
  patch(path: UrlPath, body: object): Promise<void>;
  /** Adds a reference to the object at `to`, e.g. a member to a group's path`/groups/${id}/members/$ref`. */
  refer(path: UrlPath, to: UrlPath): Promise<void>;
  delete(path: UrlPath): Promise<void>;
}

/** An answer of Partner Center. The ETag is short-lived: for a write made right after. */
export interface Answer<T> {
  readonly value: T;
  readonly etag?: string;
}

/**
 * Partner Center as an action may read it. Addresses are relative to the version, e.g. path`/customers/${tenantId}/orders`;
 * those of another customer than the request's are refused.
 */
export interface PartnerCenterReader {
  get<T>(path: UrlPath): Promise<Answer<T>>;
  /** All pages of a collection. */
  list<T>(path: UrlPath): Promise<T[]>;
  /** Asked by HEAD: 404 is false. */
  exists(path: UrlPath): Promise<boolean>;
  /** Asked by POST, changes nothing. https://learn.microsoft.com/partner-center/developer/validate-an-address */
  validateAddress<T>(address: object): Promise<T>;
}

/** Partner Center as an effect's `send` may use it. */
export interface PartnerCenterWriter extends PartnerCenterReader {
  post<T>(path: UrlPath, body?: object): Promise<T>;
  /** With `etag` only if nothing has changed since. Undefined: accepted, and to be waited for. */
  patch<T>(path: UrlPath, body: object, options?: { readonly etag?: string }): Promise<T | undefined>;
  delete(path: UrlPath): Promise<void>;
}

/** By name, e.g. { Identity: id }. */
export type CmdletParameters = Readonly<Record<string, Json>>;

export interface CmdletOptions {
  /** Address of the mailbox this is about. */
  readonly anchor?: string;
  /** Properties to be told; by default all, which are some two hundred. */
  readonly select?: readonly string[];
}

export interface CmdletResult<T> {
  /** All pages. */
  readonly value: readonly T[];
  /** What Exchange had to say of a call that succeeded. */
  readonly warnings: readonly string[];
}

/** Exchange as an action may read it: cmdlets that get. */
export interface ExchangeReader {
  run<T>(cmdlet: `Get-${string}`, parameters: CmdletParameters, options?: CmdletOptions): Promise<CmdletResult<T>>;
}

/** Exchange as an effect's `send` may use it: any cmdlet. */
export interface ExchangeWriter extends ExchangeReader {
  run<T>(cmdlet: string, parameters: CmdletParameters, options?: CmdletOptions): Promise<CmdletResult<T>>;
}

export interface CustomerRecord {
  readonly customerId: string;
  readonly tenantId: string | null;
  readonly domain: string | null;
  readonly displayName: string;
}

/** The partner's own directory of customers. */
export interface CustomerReader {
  /** By customer id, tenant id or a domain on record. */
  find(customer: string): Promise<CustomerRecord | undefined>;
  list(): Promise<CustomerRecord[]>;
  /** The marker the record was written with. */
  markerOf(customerId: string): Promise<string | undefined>;
}

export interface CustomerWriter extends CustomerReader {
  /** Fails with ALREADY_EXISTS when the customer id or tenant is on record. `marker` names the request that wrote it. */
  insert(record: CustomerRecord, marker: string): Promise<void>;
}

/** An emergency stop of all work, or of one customer's. */
export interface Pause {
  /** Null: everything. */
  readonly customerId: string | null;
  readonly reason: string;
}

export interface PauseReader {
  list(): Promise<readonly Pause[]>;
  /** The pause of just this customer, or of everything (null). */
  find(customerId: string | null): Promise<Pause | undefined>;
}

export interface PauseWriter extends PauseReader {
  set(pause: Pause): Promise<void>;
  remove(customerId: string | null): Promise<void>;
}

/** What is ordered, as far as two orders of it look alike. */
export interface OrderedItem {
  readonly tenantId: string;
  readonly productId: string;
  readonly skuId: string;
  readonly termDuration: string;
}

export interface OrderNote {
  /** Of the request that orders it. */
  readonly marker: string;
  /** RFC 3339. */
  readonly at: string;
}

/** Steward's own notes of what was ordered in the last day. */
export interface OrderReader {
  find(item: OrderedItem): Promise<OrderNote | undefined>;
}

export interface OrderWriter extends OrderReader {
  /** Fails with DUPLICATE_ORDER_SUSPECTED when another request has noted the same, unless it is to be replaced. */
  note(item: OrderedItem, marker: string, options: { readonly replace: boolean }): Promise<void>;
  /** Takes the note of this marker back: nothing was ordered. */
  forget(item: OrderedItem, marker: string): Promise<void>;
}

export interface ReadConnections {
  readonly graph: GraphReader;
  readonly exchange: ExchangeReader;
  readonly partnerCenter: PartnerCenterReader;
  readonly customers: CustomerReader;
  readonly orders: OrderReader;
  readonly pauses: PauseReader;
}

export interface WriteConnections {
  readonly graph: GraphWriter;
  readonly exchange: ExchangeWriter;
  readonly partnerCenter: PartnerCenterWriter;
  readonly customers: CustomerWriter;
  readonly orders: OrderWriter;
  readonly pauses: PauseWriter;
}

export type ConnectionName = keyof ReadConnections;
