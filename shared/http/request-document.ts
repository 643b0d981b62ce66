import type { Config } from '../config';
import type { ErrorCode } from '../error-codes';
import type { Json } from '../json';
import type { EffectRecord, ItemRecord, Problem, RequestState, RequestView } from '../requests/records';
import { linksOf, type Links } from './links';
import { apiUrl } from './location';
import { problemDocument, type ProblemDocument } from './problem';

/** A request as callers see it. */
export interface RequestDocument {
  readonly id: string;
  readonly action: string;
  readonly customer: string | null;
  readonly mode: string;
  readonly state: RequestState;
  readonly caller: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly finishedAt: string | null;
  readonly parent: string | null;
  readonly undoes: string | null;
  readonly undoUntil: string;
  readonly effects: readonly EffectDocument[];
  readonly output: Json;
  readonly problem: ProblemDocument | null;
  readonly warnings: ItemRecord['warnings'];
  /** Zeros for a request that was not submitted as many. */
  readonly items: RequestView['counts'];
  readonly plan: { readonly hash: string; readonly effects: NonNullable<ItemRecord['plan']> } | null;
  readonly links: Links;
}

export type EffectDocument = Pick<EffectRecord, 'key' | 'summary' | 'service' | 'state' | 'at'>;

type PublicUrl = Pick<Config, 'publicUrl'>;

export function requestDocument(view: RequestView, config: PublicUrl, nowMs: number): RequestDocument {
  const { request, item } = view;
  const { id, action, mode, caller, createdAt, parent, undoes, undoUntil } = request;
  const problem = item?.problem ?? null;
  return {
    id,
    action,
    customer: view.customer,
    mode,
    state: view.state,
    caller: caller.id,
    createdAt,
    updatedAt: view.updatedAt,
    finishedAt: view.finishedAt,
    parent,
    undoes,
    undoUntil,
    effects: (item?.effects ?? []).map(effectDocument),
    output: item?.output ?? null,
    problem: problem && problemOf(view, config, problem),
    warnings: item?.warnings ?? [],
    items: request.bulk || request.total > 1 ? view.counts : { total: 0, succeeded: 0, failed: 0, pending: 0 },
    plan: view.planHash === null ? null : { hash: view.planHash, effects: item?.plan ?? [] },
    links: linksOf(view, config, nowMs),
  };
}

export function effectDocument({ key, summary, service, state, at }: EffectRecord): EffectDocument {
  return { key, summary, service, state, at };
}

const codes: Partial<Record<RequestState, ErrorCode>> = {
  cancelled: 'CANCELLED',
  expired: 'EXPIRED',
  needsAttention: 'OUTCOME_UNKNOWN',
};

/** How a request ended, as a problem: its own where it has one. `status` is that of the answer it is sent with. */
export function problemOf(view: RequestView, config: PublicUrl, own?: Problem, status?: number): ProblemDocument {
  const { id } = view.request;
  const problem = own ?? view.item?.problem ?? unnamed(view.state);
  const instance = new URL(apiUrl(config, `/requests/${id}`)).pathname;
  return problemDocument(problem, { instance, requestId: id, ...(status === undefined ? {} : { status }) });
}

function unnamed(state: RequestState): Problem {
  return { code: codes[state] ?? 'INTERNAL', detail: `The request ended as ${state}; its items say why.` };
}
