import type { z } from 'zod';
import type { ConnectionName, ReadConnections, WriteConnections } from '../connections/types';
import type { ServiceName, UpstreamError } from '../errors';
import type { Json, JsonObject } from '../json';
import type { Kept, Later } from '../later';

export type ActionKind = 'read' | 'create' | 'update' | 'delete';

/** Data, never a closure: it is recorded when the effect is done and run by a linked request. */
export interface UndoStep {
  readonly action: string;
  readonly input: JsonObject;
  /** What the undoing effect must find as its present value; else CHANGED_SINCE. Default: the `after` of this effect. */
  readonly expect?: Json;
}

interface EffectCommon {
  /** Stable within the item; `[a-z0-9-]+`. */
  readonly key: string;
  readonly summary: string;
  readonly service: ServiceName;
  /** The state this effect leaves: shown in plans, compared on recovery. No secrets, no times. */
  readonly after: Json;
  /**
   * Key of the effect of this item that made the object this one changes. Graph may not find it for a while
   * (https://learn.microsoft.com/graph/api/user-post-users), so a 404 is tried again for two minutes; and undoing that
   * effect undoes this one, which then needs no `undo` of its own.
   */
  readonly follows?: string;
}

/** Sending again changes nothing more: an absolute value or a membership. */
export interface RepeatableEffect<C extends ConnectionName> extends EffectCommon {
  readonly class: 'repeatable';
  /** The present value, in the shape of `after`. Equal to `after` means there is nothing to do. */
  readonly before: () => Promise<Json>;
  /** What that is at first, where it is known without looking: of what this item has just made. In doubt it is looked. */
  readonly atFirst?: Json;
  /** `before` is the recorded one. */
  readonly send: (to: Pick<WriteConnections, C>, before: Json) => Promise<unknown>;
  readonly undo?: (before: Json) => UndoStep;
}

export type Finding<T> =
  | { readonly is: 'found'; readonly result: T }
  /** Exists and is not ours. */
  | { readonly is: 'taken' }
  /** Not seen; may be wrong for as long as replication takes. */
  | { readonly is: 'absent' };

/** Passes on a secret that an answer holds: it is sealed and handed over once, and never stored otherwise. */
export type Reveal = (name: string, value: string) => void;

interface RevealingEffect extends EffectCommon {
  /** Secrets that only the answer to `send` holds, by name, each with what to do when that answer is lost. */
  readonly secrets?: Readonly<Record<string, string>>;
}

/** The service enforces a key: a second try is refused by a conflict, never done twice. */
export interface UniqueEffect<C extends ConnectionName, T> extends RevealingEffect {
  readonly class: 'unique';
  /** It changes nothing by itself, like a cart: not counted as a change, and there is nothing to undo. */
  readonly prepares?: true;
  /** Returns only what is to be kept. */
  readonly send: (to: Pick<WriteConnections, C>, reveal: Reveal) => Promise<T>;
  /** Says whether a refusal means that the key is taken (by us or by another). */
  readonly isConflict: (error: UpstreamError) => boolean;
  readonly find: () => Promise<Finding<T>>;
  readonly undo?: (result: T) => UndoStep;
}

/** Neither: after an unknown outcome it is looked for, never sent again by itself. */
export interface OnceEffect<C extends ConnectionName, T> extends RevealingEffect {
  readonly class: 'once';
  readonly send: (to: Pick<WriteConnections, C>, reveal: Reveal) => Promise<T>;
  readonly find: () => Promise<Finding<T>>;
  /** How long after the call's time-out the object may still be invisible to reads. */
  readonly replicationWindowMs: number;
  /**
   * Asked when all windows have passed and nothing was found: whether the service itself keeps the very same call from
   * being carried out twice, so that it may be sent again. Left out: a person decides.
   */
  readonly canRepeat?: () => Promise<boolean>;
  readonly undo?: (result: T) => UndoStep;
}

/** Asks for a change in one Microsoft service; the runner decides whether it is planned, sent, found or already done. */
export interface AskEffect<C extends ConnectionName> {
  (effect: RepeatableEffect<C>): Promise<void>;
  <T extends JsonObject>(effect: UniqueEffect<C, T> | OnceEffect<C, T>): Promise<Kept<T>>;
}

/** What no request may exceed, whoever asks: the partner's settings. */
export interface Limits {
  readonly seatsPerOrder: number;
}

export type Context<C extends ConnectionName> = Pick<ReadConnections, C> & {
  /** Whose tenant this is; for actions on the partner itself `customerId` is null and the tenant is the partner's. */
  readonly customer: { readonly customerId: string | null; readonly tenantId: string };
  readonly limits: Limits;
  /** Written into what we create, so that a later look recognises it: `{requestId}:{row}`. */
  readonly marker: string;
  /** Name of the directory extension of our app that carries the marker on users and groups. */
  readonly markerProperty: string;
  readonly effect: AskEffect<C>;
  /** Recorded before the first effect after it and the same ever after: generated values, look-ups, reads that decide. */
  readonly once: <T extends Json>(key: string, read: () => Promise<T>) => Promise<T>;
  /** Goes on only when `isTrue` says so; looked at again later, at most until the deadline (ISO 8601 duration). */
  readonly until: (
    key: string,
    isTrue: () => Promise<boolean>,
    options: { readonly deadline: string },
  ) => Promise<void>;
  /** The same for something that has to be found: looked for as long as `look` gives undefined; what it gave is recorded. */
  readonly untilFound: <T extends JsonObject>(
    key: string,
    look: () => Promise<T | undefined>,
    options: { readonly deadline: string },
  ) => Promise<Kept<T>>;
  /** A generated password: the same on every repeat, handed over once under `name`. */
  readonly password: (name: string) => Promise<Later<string>>;
  readonly warn: (code: string, detail: string) => void;
};

/** What `run` may return: every property may be a value that exists only after its effect. */
export type Returned<O> = { readonly [K in keyof O]: O[K] | Later<O[K]> };

export interface Action<I extends object = JsonObject, O = unknown, C extends ConnectionName = ConnectionName> {
  /** Noun (plural where there are many), dot, verb. Equal to its file's path: `users/create.ts`. */
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly kind: ActionKind;
  /** In whose tenant it acts. */
  readonly target: 'customer' | 'partner';
  readonly connections: readonly C[];
  /** Delegated scopes by service, exactly those its calls need. */
  readonly permissions: {
    readonly graph?: readonly string[];
    readonly exchange?: readonly string[];
    readonly partnerCenter?: readonly string[];
  };
  /** Names of the Entra roles the GDAP relationship must give. */
  readonly gdapRoles: readonly string[];
  readonly input: z.ZodType<I>;
  readonly output: z.ZodType<O>;
  /** Input fields and one-time results that are secret. */
  readonly secrets: readonly string[];
  /** The action that undoes it, or null: "cannot be undone". */
  readonly undo: string | null;
  /** What is changed, as text: two rows of one bulk with the same are refused. Left out: the whole input. */
  readonly subject?: (input: I) => string;
  /** A complete input; it uses every declared permission. */
  readonly example: I;
  run(input: I, context: Context<C>): Promise<Returned<O>>;
}

/** Says what an action is. Everything else is derived from this literal. */
export function defineAction<I extends object, O, C extends ConnectionName>(action: Action<I, O, C>): Action<I, O, C> {
  return action;
}

/** An action as the catalogue holds it, whatever its input. */
export type AnyAction = Omit<Action, 'input' | 'output' | 'example' | 'subject' | 'run'> & {
  readonly input: z.ZodType;
  readonly output: z.ZodType;
  readonly example: JsonObject;
  subject?(input: never): string;
  run(input: never, context: Context<ConnectionName>): Promise<unknown>;
};
