// Where victims live: a world whose apps die. The test's own process is the app that is started again.
import { randomUUID } from 'node:crypto';
import { afterAll } from 'vitest';
import type { AnyAction } from '../../shared/actions/action';
import { findAction } from '../../shared/actions/catalogue';
import { preparations } from '../../shared/actions/examples';
import { StewardError } from '../../shared/errors';
import type { JsonObject } from '../../shared/json';
import { listOpen } from '../../shared/requests/ledger/lists';
import type { Order, RequestSummary } from '../../shared/requests/records';
import type { Body } from '../cloud/testing';
import { clockOffset } from '../clock';
import { appEnvironment } from '../start/app-environment';
import { operator, worldForTests, type TestWorld } from '../testing/world';
import { route, type Job } from './job';
import { emptyStorage, tableOf } from './storage';
import { Victims } from './victims';

/** Longer than a lease and than a chunk is left to its message: the sweeper may take up everything. */
const takeOverMs = 31_000;
/** Longer than the host hides the message of a dead process. */
const redeliveryMs = 601_000;

/** What a request has left behind. */
export interface Outcome {
  /** Service, tenant, kind and identity of each effect, sorted. */
  readonly effects: readonly string[];
  /** Effects that do not name the request. */
  readonly strangers: number;
  /** Customers on record, and the tenants they have. */
  readonly customers: readonly string[];
  readonly state: string;
  /** Its code. */
  readonly problem: string | null;
  /** What is recorded of each effect: its state, whether it is known to have changed something, and what undoes it. */
  readonly recorded: readonly (readonly [key: string, state: string, changed: unknown, undo: unknown])[];
  /** What the list shows of this action's requests that were not there before: whether it is this one, and its state. */
  readonly made: readonly (readonly [isThis: boolean, state: string])[];
  /** Requests still in the table of unfinished ones. */
  readonly open: readonly string[];
}

export class Scene {
  /** Ids there were before. */
  #known = new Set<string>();
  #tenants: ReadonlySet<string> = new Set<string>();
  #key = '';
  #seq = 0;

  constructor(
    readonly world: TestWorld,
    readonly victims: Victims,
    readonly action: AnyAction,
    /** How long replicas keep answering what was before the action's writes. */
    readonly replicaLagMs = 0,
  ) {}

  get order(): Order {
    return orderOf(this.action, this.action.example);
  }

  job(strike: Partial<Pick<Job, 'at' | 'signal' | 'allStorage'>> = {}): Job {
    return {
      caller: operator,
      order: this.order,
      key: this.#key,
      clockOffsetMs: clockOffset(),
      allStorage: false,
      ...strike,
    };
  }

  /** The first day, with what the action's example needs. */
  async set(): Promise<void> {
    const { world } = this;
    await world.cloud.control('reset', {});
    await emptyStorage(world.storage);
    world.restart();
    const { requests } = await world.steward;
    const { seed, calls = [] } = preparations[this.action.name] ?? {};
    if (seed) await world.cloud.control('seed', seed);
    for (const { action, input } of calls) {
      await world.finish((await requests.submit(operator, orderOf(findAction(action), input))).id);
    }
    if (this.replicaLagMs > 0) await world.cloud.control('seed', { replicaLagMs: this.replicaLagMs });
    this.#key = randomUUID();
    this.#known = new Set((await this.#requests()).map(({ id }) => id));
    this.#seq = (await this.#effectsAfter(0)).length;
    const { tenants } = await world.cloud.control('state');
    this.#tenants = new Set((tenants as Body[]).map(({ id }) => String(id)));
  }

  /** What the caller does whose connection broke: asks again with the same key, until it is answered. */
  async submitAgain(): Promise<string> {
    const { requests } = await this.world.steward;
    const body = Buffer.from(JSON.stringify(this.order));
    for (let tries = 0; tries < 10; tries += 1) {
      try {
        return (await requests.submit(operator, this.order, { key: this.#key, route, body })).id;
      } catch (error) {
        if (!(error instanceof StewardError) || error.code !== 'KEY_IN_USE') throw error;
        await this.world.advance(error.retryAfterMs ?? 2_000);
      }
    }
    throw new Error('The key stays in use.');
  }

  /** Takes over from a process that is gone or stands still, and works to the end. */
  async finish(id: string): Promise<void> {
    await this.world.advance(takeOverMs);
    await (await this.world.steward).worker.sweep();
    await this.world.finish(id);
  }

  /** Lets the messages of dead processes be delivered again, when their lease has run out, and the sweeper look once more. */
  async redeliver(): Promise<void> {
    await this.world.advance(redeliveryMs);
    await this.world.work();
    await (await this.world.steward).worker.sweep();
  }

  async outcome(id: string): Promise<Outcome> {
    const { world } = this;
    const { state, item } = await world.view(id);
    const effects = await this.#effectsAfter(this.#seq);
    const customers = await (await world.steward).customers.list();
    const texts = effects.map(({ service, tenant, kind, identity }) => [service, tenant, kind, identity].join(' '));
    return {
      effects: texts.map((text) => this.#withoutNewIds(text)).sort(),
      strangers: effects.filter(({ correlationId }) => correlationId !== id).length,
      customers: customers.map((one) => this.#withoutNewIds(`${one.customerId} ${String(one.tenantId)}`)).sort(),
      state,
      problem: item?.problem?.code ?? null,
      recorded: item?.effects.map(({ key, state, changed, undo }) => [key, state, changed, undo?.action]) ?? [],
      made: (await this.#requests()).filter((one) => !this.#known.has(one.id)).map((one) => [one.id === id, one.state]),
      open: (await listOpen(tableOf(world.storage, 'openrequests'))).map(({ requestId }) => requestId),
    };
  }

  /** Ids that a run makes differ from run to run; those of the tenants there were tell where something happened. */
  #withoutNewIds(text: string): string {
    return text.replace(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, (id) => (this.#tenants.has(id) ? id : 'new'));
  }

  /** The rows of a request's ledger, and the writing calls Microsoft has received. */
  async traces(id: string): Promise<{ readonly rows: readonly unknown[]; readonly writes: readonly unknown[] }> {
    const rows: unknown[] = [];
    const filter = `PartitionKey ge '${id}' and PartitionKey lt '${id}~'`;
    for await (const { etag: _etag, timestamp: _at, ...row } of tableOf(this.world.storage, 'ledger').listEntities({
      queryOptions: { filter },
    })) {
      // A lease that nobody has taken over is still its owner's to give back.
      if (row['generation'] !== 1) rows.push(row);
    }
    const calls = (await this.world.cloud.control('calls'))['value'] as Body[];
    return { rows, writes: calls.filter(isWrite) };
  }

  async #effectsAfter(seq: number): Promise<Body[]> {
    return (await this.world.cloud.control(`effects?after=${String(seq)}`))['value'] as Body[];
  }

  async #requests(): Promise<RequestSummary[]> {
    const { requests } = await this.world.steward;
    const found: RequestSummary[] = [];
    let after: string | undefined;
    do {
      const page = await requests.list(
        operator,
        { action: this.action.name },
        { top: 100, ...(after === undefined ? {} : { after }) },
      );
      found.push(...page.value);
      after = page.next;
    } while (after !== undefined);
    return found;
  }
}

function orderOf(action: AnyAction | undefined, input: JsonObject): Order {
  if (!action) throw new Error('A preparation names an unknown action.');
  const customer = action.target === 'customer' ? { customer: 'contoso' } : {};
  return { action: action.name, input, mode: 'apply', onFailure: 'status', ...customer };
}

/** Reads of Exchange are posted, so are checks of Partner Center, and batches, whatever they hold. */
function isWrite({ service, method, url, cmdlet }: Body): boolean {
  if (method === 'GET' || method === 'HEAD' || !changed.has(String(service))) return false;
  return !/\/\$batch$|\/validations\//.test(String(url)) && !String(cmdlet).startsWith('Get-');
}

/** Services in which effects are. */
const changed = new Set(['graph', 'partnerCenter', 'exchange']);

/** A world for a test file, and victims that live in it. */
export function scenesForTests(): (action: AnyAction, replicaLagMs?: number) => Promise<Scene> {
  const world = worldForTests();
  let victims: Victims | undefined;
  afterAll(() => victims?.close());
  return async (action, replicaLagMs) => {
    if (!victims) {
      const { cloud, storage } = world();
      const { STEWARD_SEED_FILE: _seed, ...env } = appEnvironment({
        appUrl: 'http://127.0.0.1:7071',
        cloudUrl: cloud.url,
        connectionString: storage.connectionString,
      });
      victims = await Victims.start(env);
    }
    return new Scene(world(), victims, action, replicaLagMs);
  };
}
