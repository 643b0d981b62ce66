import { randomBytes } from 'node:crypto';
import type { AppClient, RequestDocument } from './client';
import { bar, seconds, type Display } from './display';
import { fill } from './placeholders';
import type { Step } from './read';
import { isAsExpected, runStep } from './run-step';
import { effectTeller, rowsText, tellOutcome } from './tell';

export interface JobResult {
  succeeded: boolean;
  /** In all names made up by this run, so that no two runs are in each other's way. */
  run: string;
  /** The requests made, in order. */
  requests: RequestDocument[];
}

/** Runs the steps of a job one after another through the app's HTTP surface, and shows them as they happen. */
export async function runJob(steps: readonly Step[], client: AppClient, display: Display): Promise<JobResult> {
  const startedAt = performance.now();
  const run = randomBytes(4).toString('hex');
  const known = new Map<string, unknown>([['run', run]]);
  const requests: RequestDocument[] = [];
  let asExpected = 0;

  for (const [index, step] of steps.entries()) {
    const body = fill(step.body, known) as Step['body'];
    display.line(
      `${display.paint('bold', `${String(index + 1)}/${String(steps.length)} ${step.title}`)}${who(step, body)}`,
    );
    const tellEffects = effectTeller(display);
    const stepStartedAt = performance.now();
    let state = 'submitting';
    display.work(() => `${bar(index, steps.length)}  ${state} ${seconds(performance.now() - stepStartedAt)}`);
    try {
      const outcome = await runStep(client, step, body, (request) => {
        state = [request.state, rowsText(request)].join(' ');
        tellEffects(request);
      });
      const matches = isAsExpected(outcome, step.expect);
      if (matches) asExpected += 1;
      tellOutcome(display, outcome, step.expect, matches);
      if (outcome.request !== undefined) requests.push(outcome.request);
      if (step.name !== undefined) known.set(step.name, outcome.request?.output);
    } finally {
      display.rest();
    }
  }

  const succeeded = asExpected === steps.length;
  const count = `${String(asExpected)} of ${String(steps.length)} ended as expected in ${seconds(performance.now() - startedAt)}.`;
  display.line(display.paint(succeeded ? 'green' : 'red', count));
  return { succeeded, run, requests };
}

function who({ title, as }: Step, body: unknown): string {
  const { action, customer, mode } = body as Readonly<Record<string, unknown>>;
  const facts = [action, customer, mode, as === 'local-operator' ? undefined : `as ${as}`];
  const texts = facts.filter((fact) => typeof fact === 'string' && !title.includes(fact));
  return texts.length === 0 ? '' : `  ${texts.join(' · ')}`;
}
