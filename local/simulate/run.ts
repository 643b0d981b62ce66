import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { root } from '../start/root';
import { bundle, type Rewrite } from './bundle';
import type { ThreadOrder, TrialReport } from './messages';

export interface Run {
  readonly seed: number;
  readonly trials: number;
  /** Whether each trial tells all that happens. */
  readonly tell?: boolean;
  /** Other than the product's own lines: for mutants. */
  readonly rewrites?: readonly Rewrite[];
  /** Of bundles built at the same time: each has its own. */
  readonly name?: string;
  readonly threads?: number;
  /** Told of every trial; true: that is enough. */
  readonly onReport: (report: TrialReport) => boolean;
}

/** A young generation in which the rubbish of a whole trial has room is collected ten times less often. */
const resourceLimits = { maxYoungGenerationSizeMb: 64 };

/** Builds the simulation and runs trials in as many threads as there are processors. */
export async function simulate(run: Run): Promise<void> {
  const { seed, trials, tell = false, rewrites = [], name = 'thread', onReport } = run;
  const threads = Math.min(run.threads ?? availableParallelism(), trials);
  const file = join(root, 'dist', 'simulate', `${name}.js`);
  await bundle(rewrites, file);
  const workers = Array.from({ length: threads }, (_, n) => {
    const share = Math.ceil((trials - n) / threads);
    const workerData: ThreadOrder = { from: seed + n, step: threads, trials: share, tell };
    return new Worker(file, { workerData, resourceLimits });
  });
  try {
    await Promise.race([stopped(workers, onReport), Promise.all(workers.map(ended))]);
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function stopped(workers: readonly Worker[], onReport: Run['onReport']): Promise<void> {
  return new Promise((resolve) => {
    const take = (reports: readonly TrialReport[]): void => {
      if (reports.some(onReport)) resolve();
    };
    for (const worker of workers) worker.on('message', take);
  });
}

function ended(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`A thread of the simulation ended with ${String(code)}.`));
    });
  });
}
