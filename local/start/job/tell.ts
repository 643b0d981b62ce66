import type { Effect, Problem, RequestDocument } from './client';
import { seconds, type Colour, type Display } from './display';
import type { Expected } from './read';
import type { Outcome } from './run-step';

const indent = '      ';
const settled: Record<string, [sign: string, colour: Colour]> = {
  done: ['✓', 'green'],
  undone: ['↺', 'yellow'],
  failed: ['✗', 'red'],
  unknown: ['?', 'red'],
};

/** Shows each effect of a request once, as soon as it is settled. */
export function effectTeller(display: Display): (request: RequestDocument) => void {
  const shown = new Set<string>();
  return ({ effects }) => {
    for (const effect of effects) {
      const [sign, colour] = settled[effect.state] ?? [];
      if (sign === undefined || colour === undefined || shown.has(effect.key)) continue;
      shown.add(effect.key);
      display.line(`${indent}${display.paint(colour, sign)} ${effectText(effect)}`);
    }
  };
}

function effectText({ summary, service, state }: Effect): string {
  return state === 'done' ? `${summary} (${service})` : `${summary} (${service}): ${state}`;
}

/** How many rows are done; nothing for what has none. */
export function rowsText({ items }: RequestDocument): string {
  if (items === undefined || items.total === 0) return '';
  const { total, succeeded, failed } = items;
  return `${String(succeeded)} of ${String(total)} rows${failed > 0 ? `, ${String(failed)} not` : ''}`;
}

/** Shows how a step ended. */
export function tellOutcome(display: Display, outcome: Outcome, expect: Expected, asExpected: boolean): void {
  const { request, problem, ms } = outcome;
  for (const { summary, service } of request?.state === 'planned' ? (request.plan?.effects ?? []) : [])
    display.line(`${indent}${display.paint('dim', '○')} would: ${summary} (${service})`);
  if (problem !== undefined) for (const text of problemTexts(problem)) display.line(`${indent}${text}`);
  const rows = request === undefined ? '' : rowsText(request);
  if (rows !== '') display.line(`${indent}${rows}`);
  const end = request === undefined ? `refused (${String(outcome.status)})` : request.state;
  const verdict = asExpected ? (problem === undefined ? '' : ', as it should be') : `, but ${expectedText(expect)}`;
  const colour = !asExpected ? 'red' : problem === undefined ? 'green' : 'yellow';
  display.line(`${indent}${display.paint(colour, `${end} in ${seconds(ms)}${verdict}`)}`);
  const hash = request?.plan?.hash;
  if (request?.state === 'planned' && hash !== undefined)
    display.line(`${indent}${display.paint('dim', `to apply exactly this: "plan": "${hash}"`)}`);
  const secrets = request?.links['secrets'];
  if (secrets !== undefined) display.line(`${indent}${display.paint('dim', `one-time secret: POST ${secrets}`)}`);
}

function problemTexts({ code, title, detail, errors = [], upstream }: Problem): string[] {
  const answer = [upstream?.service, upstream?.status, upstream?.code].filter((part) => part !== undefined).join(' ');
  return [
    [code, detail ?? title].filter((part) => part !== undefined).join(': '),
    ...errors.map(({ pointer, detail: what }) => `  ${pointer}: ${what}`),
    ...(answer === '' ? [] : [`  Microsoft's answer: ${answer}`]),
  ];
}

function expectedText({ state, status, code }: Expected): string {
  const parts = [state, status === undefined ? undefined : String(status), code];
  return `it was to be ${parts.filter((part) => part !== undefined).join(', ')}`;
}
