// A process of the app that works on one request and is told at which of its numbered steps it dies or stands still.
// It tells each step before it takes it, so that whoever watches knows what has been reached.
import { readSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { QueueServiceClient, RestError, type QueueClient } from '@azure/storage-queue';
import { loadConfig, type Config } from '../../shared/config';
import { createLog } from '../../shared/log';
import { lanes } from '../../shared/requests/lanes';
import { finalStates, type RequestState } from '../../shared/requests/records';
import { createSteward, type Steward } from '../../shared/steward';
import { installClock, setClockOffset } from '../clock';
import { route, type Ending, type Job } from './job';
import { watchSteps, type StepReport } from './steps';

/** Whatever happens, it is gone so long after it was given its work. */
const longestLifeMs = 60_000;
/** How long the host hides a message while its function runs. */
const messageLeaseSeconds = 600;
/** The descriptor on which one that has stood still is told the time. */
const clockDescriptor = 3;

/** Written at once: a pipe is written to synchronously, so a killed process has told all it had to tell. */
function tell(line: StepReport | Ending): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}

/** Ends or stops this process in this very moment; one that has been woken reads what time it is meanwhile. */
function strike(signal: 'SIGKILL' | 'SIGSTOP'): void {
  process.kill(process.pid, signal);
  const buffer = Buffer.alloc(32);
  const length = readSync(clockDescriptor, buffer);
  setClockOffset(Number(buffer.toString('utf8', 0, length)));
}

async function work(steward: Steward, config: Config, job: Job): Promise<RequestState> {
  let count = 0;
  const reached = (report: StepReport): void => {
    count += 1;
    tell(report);
    if (count === job.at) strike(job.signal ?? 'SIGKILL');
  };
  watchSteps(job.allStorage, reached);
  const body = Buffer.from(JSON.stringify(job.order));
  const { id } = await steward.requests.submit(job.caller, job.order, { key: job.key, route, body });
  const queues = openQueues(config);
  for (;;) {
    const { state, item } = await steward.requests.get(job.caller, id);
    if (finalStates.has(state)) return state;
    if (state === 'waiting' && item?.nextAttemptAt) await passTime(config, Date.parse(item.nextAttemptAt) - Date.now());
    for (const queue of queues) await workOnNext(steward, queue, reached);
    await delay(5);
  }
}

/** Moves everybody's clock instead of waiting; a queue counts in whole seconds. */
async function passTime({ graphUrl }: Config, ms: number): Promise<void> {
  if (ms <= 0) return;
  const body = JSON.stringify({ advance: `PT${String(Math.ceil(ms / 1000) + 1)}S` });
  const answer = await fetch(`${graphUrl}/control/clock`, { method: 'POST', body });
  setClockOffset(((await answer.json()) as { offsetMs: number }).offsetMs);
}

function openQueues({ storage }: Config): QueueClient[] {
  if (!('connectionString' in storage)) throw new Error('A victim runs against local storage only.');
  const service = QueueServiceClient.fromConnectionString(storage.connectionString);
  return Object.values(lanes).map((lane) => service.getQueueClient(lane));
}

/** As the host does: hidden while it is worked on, deleted last. */
async function workOnNext(steward: Steward, queue: QueueClient, reached: (report: StepReport) => void): Promise<void> {
  const { receivedMessageItems } = await queue.receiveMessages({ visibilityTimeout: messageLeaseSeconds });
  for (const { messageId, popReceipt, messageText } of receivedMessageItems) {
    await steward.worker.run(Buffer.from(messageText, 'base64').toString('utf8'));
    reached({ step: 'message:worked' });
    await queue.deleteMessage(messageId, popReceipt).catch((error: unknown) => {
      // Delivered to another meanwhile, as the host has it: gone, or no longer ours.
      if (!(error instanceof RestError) || error.statusCode === undefined) throw error;
    });
    reached({ step: 'message:deleted' });
  }
}

async function main(): Promise<void> {
  installClock();
  const config = loadConfig();
  const steward = await createSteward(
    config,
    createLog(() => undefined),
  );
  const lines = createInterface({ input: process.stdin });
  // Whoever started it has gone.
  lines.on('close', () => process.exit(4));
  lines.on('line', (line) => {
    setTimeout(() => process.exit(3), longestLifeMs).unref();
    const job = JSON.parse(line) as Job;
    setClockOffset(job.clockOffsetMs);
    work(steward, config, job).then(
      (state) => {
        tell({ state });
        process.exit(0);
      },
      (error: unknown) => {
        console.error(error);
        process.exit(5);
      },
    );
  });
}

void main();
