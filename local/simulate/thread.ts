// A thread that runs trials: bundled with the product, since it takes away its time and its randomness.
import { parentPort, workerData } from 'node:worker_threads';
import { toError } from '../../shared/errors';
import { install } from './globals';
import { createGround } from './ground';
import { runTrial } from './trial';
import type { TrialReport, ThreadOrder } from './messages';

/** Reports sent at once: each message costs as much as a part of a trial. */
const together = 20;

async function main({ from, step, trials, tell }: ThreadOrder): Promise<void> {
  const ground = await createGround();
  install();
  // Errors are the commonest thing here; where one came from is asked for only when a trial is looked at.
  if (!tell) Error.stackTraceLimit = 0;
  // A promise that nobody looks after would end the real process.
  const unhandled: Error[] = [];
  process.on('unhandledRejection', (reason) => unhandled.push(toError(reason)));
  let reports: TrialReport[] = [];
  for (let n = 0; n < trials; n += 1) {
    const seed = from + n * step;
    const lines: string[] = [];
    unhandled.length = 0;
    let report: TrialReport;
    try {
      const verdict = await runTrial(ground, seed, tell ? (line) => lines.push(line) : undefined);
      for (const error of unhandled) throw error;
      report = { seed, verdict, lines };
    } catch (error) {
      report = { seed, broken: textOf(toError(error)), lines };
    }
    reports.push(report);
    if (reports.length < together && n < trials - 1) continue;
    parentPort?.postMessage(reports);
    reports = [];
  }
}

void main(workerData as ThreadOrder);

function textOf({ stack, message }: Error): string {
  return stack ?? message;
}
