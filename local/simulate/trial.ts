import type { Log } from '../../shared/log';
import { finalStates } from '../../shared/requests/records';
import type { Steward } from '../../shared/steward';
import type { SigningKey } from '../cloud/entra/keys';
import { App, type Reply, type Surroundings } from './app';
import { Caller, operator, type Submitted } from './caller';
import { Fleet } from './fleet';
import { drive, follow } from './globals';
import { drawJobs } from './jobs/draw';
import { Town } from './jobs/town';
import { Judge, type Ended } from './judge';
import { Cloud } from './microsoft/cloud';
import { createSend } from './microsoft/send';
import { VaultStore } from './microsoft/vault';
import { Random } from './random';
import { Road, type Mishaps } from './road';
import { cut, failing, unreachable } from './storage/fault';
import { QueueStore } from './storage/queues';
import type { TableStore, Travel } from './storage/tables';
import { Timeline, type Life } from './timeline';
import { varyCloud } from './vary';
import type { Verdict } from './verdict';
import { Weather } from './weather';

/** What trials share: it never changes. */
export interface Ground {
  readonly tables: TableStore;
  readonly secrets: Readonly<Record<string, string>>;
  readonly newSigningKey: () => SigningKey;
}

/** 2026-01-05T08:00Z; each trial begins some time in the three years after. */
const firstDay = 1_767_600_000_000;
const spanMs = 3 * 365 * 86_400_000;
/** What has not come to an end by then never will. */
const longestMs = 4 * 86_400_000;

const storageMishaps: Mishaps = { unreachable, cut, failing };

/** Runs one trial from its seed and judges it. `tell` is given each thing that happens. */
export async function runTrial(ground: Ground, seed: number, tell?: (line: string) => void): Promise<Verdict> {
  const random = new Random(seed, 1);
  const timeline = new Timeline(firstDay + random.below(spanMs));
  follow(timeline, new Random(seed, 2));
  const startsAt = timeline.now;
  const say = tell
    ? (text: string) => tell(`${((timeline.now - startsAt) / 1000).toFixed(3).padStart(10)}  ${text}`)
    : undefined;
  const weather = new Weather(random, startsAt);
  const cloud = new Cloud(ground.newSigningKey(), () => weather.ofService(timeline.now));
  const town = new Town(cloud.world);
  const jobs = drawJobs(town, random);
  varyCloud(cloud.world, random);
  const oldTenants = [...cloud.world.tenants.all()].map(({ id }) => id);

  const tables = ground.tables.clone();
  const vault = new VaultStore(ground.secrets);
  const counts = { crashes: 0, stops: 0, calls: 0 };
  const striker = {
    crash: (life: Life) => {
      counts.crashes += 1;
      fleet.crash(life);
    },
    stop: (life: Life, ms: number) => {
      counts.stops += 1;
      fleet.stop(life, ms);
    },
  };
  const road = new Road(timeline, weather, striker, say);
  const queues = new QueueStore(
    timeline,
    random,
    () => (weather.isCalm(timeline.now) ? 0 : weather.doubled),
    (message) => fleet.offer(message),
  );
  const travel =
    (life: Life): Travel =>
    (what, arrive) => {
      counts.calls += 1;
      return road.travel(life, { what, journey: weather.toStorage(timeline.now), mishaps: storageMishaps, arrive });
    };
  const surroundings: Surroundings = {
    timeline,
    queues,
    travel,
    farEnds: (life) => ({
      tables: tables.seenBy(travel(life)),
      queues: queues.seenBy(travel(life)),
      vault: vault.seenBy(travel(life)),
      send: createSend(life, timeline, weather, road, cloud),
    }),
    log: (life) => logTo(say && ((text) => say(`${life.name} ${text}`))),
  };
  const fleet = new Fleet(surroundings, random);
  fleet.start(1 + random.below(4));

  const caller = new Caller(timeline, fleet, random, () => weather.isCalm(timeline.now), startsAt + longestMs);
  const submitted: Submitted[] = [];
  let failure: Error | undefined;
  const callers = jobs.map(async (job, n) => {
    say?.(
      `job ${String(n)}: ${job.action} ${JSON.stringify(job.rows.map(({ customer, input }) => [customer, input]))}`,
    );
    submitted.push(await caller.order(job, n));
  });
  let waiting = callers.length;
  for (const one of callers)
    one.then(
      () => (waiting -= 1),
      (error: unknown) => (failure ??= error as Error),
    );

  const openRows = tables.table('openrequests');
  const isQuiet = (): boolean =>
    waiting === 0 &&
    queues.messages.size === 0 &&
    road.travelling === 0 &&
    fleet.idle &&
    openRows.list("PartitionKey eq 'open'").length === 0;
  await drive(timeline, () => failure !== undefined || timeline.now > startsAt + longestMs || isQuiet());
  if (failure) throw failure;

  fleet.sweeping = false;
  weather.calm();
  const judge = new Judge(cloud, oldTenants);
  judge.strangers(new Set(submitted.map(({ id }) => id)));
  const observer = new App({ name: 'observer', dead: false, stoppedUntil: 0 }, surroundings);
  const states: Record<string, number> = {};
  await seen(timeline, observer, async (steward) => {
    const customers = await steward.customers.list();
    for (const one of submitted) {
      const ended = await endOf(steward, one);
      judge.judge(ended, customers);
      for (const { state, problem } of ended.items) {
        const key = `${one.job.action} ${state}${problem ? ` ${problem.code}` : ''}`;
        states[key] = (states[key] ?? 0) + 1;
      }
    }
  });
  return { findings: judge.findings, states, ...counts };
}

async function endOf({ requests }: Steward, { job, id }: Submitted): Promise<Ended> {
  const { state } = await requests.get(operator, id);
  const items = await requests.items(operator, id);
  const secrets = finalStates.has(state) ? await requests.secrets(operator, id) : [];
  return { job, id, items, secrets };
}

async function seen(timeline: Timeline, app: App, look: (steward: Steward) => Promise<void>): Promise<void> {
  let reply: Reply<void> | undefined;
  void app.ask(0, look).then((answer) => (reply = answer));
  await drive(timeline, () => reply !== undefined);
  if (reply === undefined || reply === 'nothing') throw new Error('The outcome cannot be read.');
  if ('error' in reply) throw reply.error;
}

function logTo(say: ((text: string) => void) | undefined): Log {
  const write = (event: string, fields = {}): void => say?.(`logs ${event} ${JSON.stringify(fields)}`);
  return { info: write, warn: write, error: write };
}
