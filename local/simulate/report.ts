import type { Tally } from './tally';
import { faults } from './verdict';

/** What many trials have come to, for people. `to` is the last seed. */
export function report(tally: Tally, from: number, seconds: number): string {
  const { trials, counts, requests, attention, crashes, stops, broken } = tally;
  const rows: readonly (readonly [string, string])[] = [
    ['trials', `${amount(trials)}, seeds ${String(from)} to ${String(from + trials - 1)}`],
    ['rows of requests', amount(requests)],
    ['processes killed', `${amount(crashes)}, stopped ${amount(stops)}`],
    ...faults.map((fault) => [words[fault], amount(counts[fault])] as const),
    ['needing attention', amount(attention)],
    ['broken', amount(broken)],
    // No failure in N trials: https://en.wikipedia.org/wiki/Rule_of_three_(statistics)
    ['95 % bound', tally.wentWrong ? '-' : `${(3 / trials).toExponential(1)} a trial`],
    ['speed', `${(trials / seconds).toFixed(0)} trials/s`],
  ];
  return [...tally.wrong, ...rows.map(([name, value]) => `${name.padEnd(22)}${value}`)].join('\n');
}

const words = {
  lost: 'lost',
  doubled: 'doubled',
  misplaced: 'misplaced',
  untold: 'changed and not told',
  secret: 'wrong secrets',
} as const;

function amount(count: number): string {
  return count.toLocaleString('en-US');
}

/** Lines of a schedule with short names in place of ids, so that people can follow them. */
export function readable(lines: readonly string[]): string {
  const names = new Map<string, string>();
  const short = (id: string): string => {
    const name = names.get(id) ?? `#${String(names.size + 1)}`;
    names.set(id, name);
    return name;
  };
  return lines.map((line) => line.replace(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}|[\da-f]{64}/g, short)).join('\n');
}
