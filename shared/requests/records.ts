import type { ServiceName, FieldError, Upstream } from '../errors';
import type { ErrorCode } from '../error-codes';
import type { Json, JsonObject } from '../json';
import type { UndoStep } from '../actions/action';

/** Stands in a request's `customerId` when the rows of a bulk are of several customers. */
export const severalCustomers = '*';

export type Mode = 'apply' | 'plan';

export type RequestState =
  | 'queued'
  | 'held'
  | 'running'
  | 'waiting'
  | 'planned'
  | 'succeeded'
  | 'partiallySucceeded'
  | 'failed'
  | 'cancelled'
  | 'expired'
  | 'undone'
  | 'needsAttention';

export const finalStates: ReadonlySet<RequestState> = new Set<RequestState>([
  'planned',
  'succeeded',
  'partiallySucceeded',
  'failed',
  'cancelled',
  'expired',
  'undone',
  'needsAttention',
]);

export type EffectState = 'planned' | 'sending' | 'done' | 'unknown' | 'failed' | 'undone';

/** Who asked: the id grants are written for, and what kind of identity it is. */
export interface Caller {
  readonly id: string;
  readonly kind: 'application' | 'person';
  readonly roles: readonly string[];
  /** The tenant that issued the token: always the partner's. */
  readonly tenantId: string;
  /** Object id of the identity, and its display name where the token has one. */
  readonly objectId?: string;
  readonly name?: string;
}

/** A problem as it is recorded and shown. Never holds a secret. */
export interface Problem {
  readonly code: ErrorCode;
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  readonly upstream?: Upstream;
}

/** One order, as accepted. Inputs are valid and their secrets sealed. */
export interface RequestRecord {
  readonly id: string;
  readonly action: string;
  /** Null: the partner itself; `*`: the rows of a bulk name several, each chunk has its own. */
  readonly customerId: string | null;
  readonly tenantId: string;
  /** Of several customers: all of them. */
  readonly customers?: readonly string[];
  readonly mode: Mode;
  readonly caller: Caller;
  readonly createdAt: string;
  /** Submitted as many rows, if only of one. */
  readonly bulk?: true;
  readonly total: number;
  readonly chunks: number;
  /** Apply only if the plan still has this hash. */
  readonly plan: string | null;
  /** The bulk plan that has this hash: each row is compared with its row there. */
  readonly planOf?: string;
  readonly onFailure: 'status' | 'error';
  /** Whether it has a key, hence secrets. */
  readonly keyed: boolean;
  readonly parent: string | null;
  readonly undoes: string | null;
  /** Undo although the present value is no longer what was left. */
  readonly force: boolean;
  readonly undoUntil: string;
}

/** One recorded effect, in the item's row. */
export interface EffectRecord {
  readonly key: string;
  readonly summary: string;
  readonly service: ServiceName;
  readonly class: 'repeatable' | 'unique' | 'once';
  readonly state: EffectState;
  /** When it came into this state, RFC 3339. */
  readonly at: string;
  /** Position in which effects were first asked for. */
  readonly order: number;
  /** Rises only when an answer was recorded: a crash counts as no answer. */
  readonly attempt: number;
  /** The last try was answered, if only by an error. */
  readonly answered?: boolean;
  /** Epoch ms after which a call that has not left may not leave. */
  readonly sendBy?: number;
  /** When the first unknown outcome was met, RFC 3339. */
  readonly doubtfulSince?: string;
  /** Class `once`: when it was first not seen although it would have been visible, RFC 3339. */
  readonly absentAt?: string;
  readonly before?: Json;
  readonly after?: Json;
  readonly result?: JsonObject;
  /** False when the wanted state was already there: nothing was sent and nothing is undone. */
  readonly changed?: boolean;
  readonly undo?: UndoStep;
  /** Key of the effect that made the object this one changed: undoing that one undoes this one. */
  readonly follows?: string;
  /** A person has said how it ended. */
  readonly settled?: boolean;
  readonly problem?: Problem;
}

export type ItemState = Exclude<RequestState, 'held' | 'undone'>;

/** One row of a request: its input and all that is known of it. */
export interface ItemRecord {
  readonly row: number;
  readonly customer: string | null;
  /** As accepted, without its secrets. */
  readonly input: JsonObject;
  readonly state: ItemState;
  readonly effects: readonly EffectRecord[];
  readonly output: JsonObject | null;
  readonly problem: Problem | null;
  readonly warnings: readonly { readonly code: string; readonly detail: string }[];
  readonly plan: readonly PlanEntry[] | null;
  /** Names of one-time secrets that can be handed over. */
  readonly secrets: readonly string[];
  readonly updatedAt: string;
  /** Waiting: when it is looked at again. */
  readonly nextAttemptAt: string | null;
}

export interface PlanEntry {
  readonly key: string;
  readonly summary: string;
  readonly service: ServiceName;
  readonly before: Json;
  readonly after: Json;
  /** Name of the action that would undo it, or null: cannot be undone. */
  readonly undo: string | null;
}

/** All that is known of one request. `items` is filled for requests of one item only. */
export interface RequestView {
  readonly request: RequestRecord;
  readonly state: RequestState;
  readonly updatedAt: string;
  readonly finishedAt: string | null;
  readonly counts: {
    readonly total: number;
    readonly succeeded: number;
    readonly failed: number;
    readonly pending: number;
  };
  readonly item: ItemRecord | null;
  readonly planHash: string | null;
  readonly customer: string | null;
}

/** A line of the list of requests. */
export interface RequestSummary {
  readonly id: string;
  readonly action: string;
  readonly customer: string | null;
  readonly mode: Mode;
  readonly state: RequestState;
  readonly caller: string;
  readonly createdAt: string;
}

export interface RequestFilter {
  readonly customer?: string;
  readonly action?: string;
  readonly state?: RequestState;
  readonly caller?: string;
  readonly from?: string;
  readonly to?: string;
}

/** What a caller orders; `input` is not yet checked. */
export interface Order {
  readonly action: string;
  readonly customer?: string;
  readonly input: unknown;
  readonly mode: Mode;
  readonly plan?: string;
  readonly onFailure: 'status' | 'error';
}

/** One row of a bulk; `customer` falls back to that of the order. */
export interface BulkRow {
  readonly customer?: string;
  readonly input: unknown;
  /** Where it stood, for errors: a JSON Pointer, or line and column names of a CSV file. */
  readonly place: (path: readonly PropertyKey[]) => string;
}

/** Many rows of one action. */
export interface BulkOrder extends Omit<Order, 'input'> {
  readonly rows: readonly BulkRow[];
}

/** Deduplicates a submit: the caller's key and what belongs to it. */
export interface IdempotencyKey {
  readonly key: string;
  readonly route: string;
  readonly body: Uint8Array;
  /** The key is the engine's, not the caller's: another body under it is another request, not KEY_REUSED. */
  readonly perBody?: true;
}

/** The life of requests, for the HTTP surface. Every method throws StewardError. */
export interface Requests {
  /** Checks, authorises, records and queues one order. Without `record` the key was seen before: nothing new was recorded. */
  submit(
    caller: Caller,
    order: Order,
    key?: IdempotencyKey,
  ): Promise<{ readonly id: string; readonly record?: RequestRecord }>;
  /** The same for many rows: all are accepted, or none and every fault is named. */
  submitBulk(caller: Caller, order: BulkOrder, key?: IdempotencyKey): ReturnType<Requests['submit']>;
  /** NOT_FOUND when unknown or not visible to the caller; so do all the following. */
  get(caller: Caller, id: string): Promise<RequestView>;
  items(caller: Caller, id: string): Promise<readonly ItemRecord[]>;
  list(
    caller: Caller,
    filter: RequestFilter,
    page: { readonly top: number; readonly after?: string },
  ): Promise<{ readonly value: readonly RequestSummary[]; readonly next?: string }>;
  cancel(caller: Caller, id: string): Promise<void>;
  hold(caller: Caller, id: string): Promise<void>;
  resume(caller: Caller, id: string): Promise<void>;
  retry(caller: Caller, id: string): Promise<void>;
  settle(
    caller: Caller,
    id: string,
    decision: {
      readonly effect: string;
      readonly outcome: 'done' | 'notDone';
      readonly reason: string;
      readonly row?: number;
    },
  ): Promise<void>;
  /** Makes the linked request and returns its id. */
  undo(caller: Caller, id: string, options: { readonly force: boolean }): Promise<string>;
  secrets(
    caller: Caller,
    id: string,
  ): Promise<readonly { readonly name: string; readonly value: string; readonly row: number }[]>;
  endHandOver(caller: Caller, id: string): Promise<void>;
}
