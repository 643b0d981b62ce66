/** What is wrong with the outcome of a trial. */
export const faults = ['lost', 'doubled', 'misplaced', 'untold', 'secret'] as const;

export type Fault = (typeof faults)[number];

export interface Finding {
  readonly fault: Fault;
  readonly requestId: string;
  readonly text: string;
}

/** How a trial ended. */
export interface Verdict {
  readonly findings: readonly Finding[];
  /** Requests by action and state, and codes of what went wrong: `users.create succeeded`. */
  readonly states: Readonly<Record<string, number>>;
  readonly crashes: number;
  readonly stops: number;
  readonly calls: number;
}
