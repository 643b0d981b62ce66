import type { Verdict } from './verdict';

/** What a thread is to do: the trials of every so many seeds. */
export interface ThreadOrder {
  readonly from: number;
  readonly step: number;
  readonly trials: number;
  /** Whether it tells all that happens. */
  readonly tell: boolean;
}

/** How one trial went; broken: the simulation itself or the product failed in a way that is no outcome. */
export type TrialReport = { readonly seed: number; readonly lines: readonly string[] } & (
  { readonly verdict: Verdict } | { readonly broken: string }
);
