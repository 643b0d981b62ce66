import { setTimeout as delay } from 'node:timers/promises';
import type { Answer, AppClient, Problem, RequestDocument } from './client';
import type { Expected, Step } from './read';

/** On one machine there is nothing to spare: sooner than Retry-After says, which counts for the world outside. */
const pollMs = 50;
const longestMs = 300_000;

/** How a step ended. */
export interface Outcome {
  /** Of the answer to the submit: 202, or why it was refused. */
  status: number;
  request: RequestDocument | undefined;
  problem: Problem | undefined;
  ms: number;
}

/** Submits a step's request and follows it to its end. `seen` is told of each look. */
export async function runStep(
  client: AppClient,
  step: Step,
  body: Step['body'],
  seen: (request: RequestDocument) => void,
): Promise<Outcome> {
  const startedAt = performance.now();
  const submitted = await client.submit(step.as, body);
  const outcome = (request: RequestDocument | undefined, problem: Problem | null | undefined): Outcome => ({
    status: submitted.status,
    request,
    problem: problem ?? undefined,
    ms: performance.now() - startedAt,
  });
  const { location } = submitted;
  if (submitted.status !== 202 || location === undefined) return outcome(undefined, submitted.body ?? {});

  let answer: Answer = submitted;
  for (;;) {
    const request = requestOf(answer);
    if (request === undefined) return outcome(undefined, answer.body ?? {});
    seen(request);
    if (answer.status !== 202) return outcome(request, request.problem);
    if (performance.now() - startedAt > longestMs) return outcome(request, { detail: 'It takes too long.' });
    await delay(Math.min(answer.retryAfterMs, pollMs));
    answer = await client.look(step.as, location);
  }
}

/** The request an answer shows; with `onFailure: "error"` the answer is a problem as well. */
function requestOf({ body }: Answer): RequestDocument | undefined {
  return typeof body === 'object' && body !== null && 'state' in body ? (body as RequestDocument) : undefined;
}

/** Whether a step ended as it was to. */
export function isAsExpected(outcome: Outcome, { state, status, code }: Expected): boolean {
  return (
    (state === undefined || state === outcome.request?.state) &&
    (status === undefined || status === outcome.status) &&
    (code === undefined || code === outcome.problem?.code)
  );
}
