import type { TrialReport } from './messages';
import { faults, type Fault } from './verdict';

/** Trials with something wrong that are shown in full. */
const mostShown = 20;

/** What many trials have come to. */
export class Tally {
  trials = 0;
  broken = 0;
  requests = 0;
  attention = 0;
  crashes = 0;
  stops = 0;
  readonly counts: Record<Fault, number> = { lost: 0, doubled: 0, misplaced: 0, untold: 0, secret: 0 };
  readonly states: Record<string, number> = {};
  /** One line for each trial that went wrong. */
  readonly wrong: string[] = [];

  /** True: something is wrong with this trial. */
  add(report: TrialReport): boolean {
    this.trials += 1;
    if ('broken' in report) {
      this.broken += 1;
      this.#show(report.seed, report.broken);
      return true;
    }
    const { findings, states, crashes, stops } = report.verdict;
    this.crashes += crashes;
    this.stops += stops;
    for (const [state, count] of Object.entries(states)) {
      this.states[state] = (this.states[state] ?? 0) + count;
      this.requests += count;
      if (state.includes(' needsAttention ')) this.attention += count;
    }
    for (const { fault } of findings) this.counts[fault] += 1;
    if (findings.length > 0)
      this.#show(
        report.seed,
        findings.map(({ fault, requestId, text }) => `${fault} ${requestId}: ${text}`).join('\n'),
      );
    return findings.length > 0;
  }

  get wentWrong(): boolean {
    return this.broken > 0 || faults.some((fault) => this.counts[fault] > 0);
  }

  #show(seed: number, text: string): void {
    if (this.wrong.length < mostShown) this.wrong.push(`seed ${String(seed)}: ${text.replaceAll('\n', '\n  ')}`);
  }
}
