import type { Summary } from './statistics';

/** What a figure is held against. */
export interface Goal {
  readonly is: 'at most' | 'at least' | 'exactly';
  readonly value: number;
}

/** One line of the table. */
export interface Row extends Summary {
  readonly name: string;
  readonly unit: string;
  readonly goal?: Goal;
  /** What could not be beaten on this machine in this run: the best the parts below allow. */
  readonly floor?: number;
  /** What it was made of, and what limits it. */
  readonly note?: string;
}

/** One thing that is measured; a file of its own and a line in measurements.ts. */
export interface Measurement {
  /** `npm run bench -- NAME` runs it alone. */
  readonly name: string;
  measure(): Promise<readonly Row[]>;
}

export function isMet({ is, value }: Goal, measured: number): boolean {
  if (is === 'at most') return measured <= value;
  return is === 'at least' ? measured >= value : measured === value;
}
