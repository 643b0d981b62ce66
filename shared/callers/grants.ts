import type { AnyAction } from '../actions/action';
import type { Caller, Mode } from '../requests/records';

/** What one caller may ask for. Deny by default; a deny beats every allow. */
export interface Grant {
  /** The caller's id: an application's client id or a person's object id or name. */
  readonly caller: string;
  readonly effect: 'allow' | 'deny';
  /** Action names; `users.*` and `*` are patterns. */
  readonly actions: readonly string[];
  /** Customer ids; `*` is every customer, `partner` is the partner itself. */
  readonly customers: readonly string[];
  /** Left out: every kind and mode. */
  readonly kinds?: readonly AnyAction['kind'][];
  readonly modes?: readonly Mode[];
  readonly validFrom?: string;
  readonly validTo?: string;
}

/** What is asked: an action on a customer (null: the partner itself) in a mode. */
export interface Ask {
  readonly action: Pick<AnyAction, 'name' | 'kind'>;
  readonly customerId: string | null;
  readonly mode: Mode;
}

export interface Decision {
  readonly allowed: boolean;
  /** Why, in words for the caller. */
  readonly reason: string;
  /** Whether the caller may know that the customer exists. */
  readonly visible: boolean;
}

/** Grants of all callers; cached for a few seconds. */
export interface Grants {
  decide(caller: Caller, ask: Ask): Promise<Decision>;
  /** Whether the caller may see this customer's requests; null is the partner itself. */
  sees(caller: Caller, customerId: string | null): Promise<boolean>;
}
