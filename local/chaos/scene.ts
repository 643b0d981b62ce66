// Where victims live: a world whose apps die. The test's own process is the app that is started again.
import { randomUUID } from 'node:crypto';
import { TableClient } from '@azure/data-tables';
import { afterAll } from 'vitest';
import type { AnyAction } from '../../shared/actions/action';
import { preparations } from '../../shared/actions/examples';
import type { CustomerRecord } from '../../shared/connections/types';
import { StewardError } from '../../shared/errors';
import { listOpen } from '../../shared/requests/ledger/lists';
import type { Order, RequestSummary } from '../../shared/requests/records';
import type { Body } from '../cloud/testing';
import { clockOffset } from '../clock';
import { appEnvironment } from '../start/app-environment';
import { operator, worldForTests, type TestWorld } from '../testing/world';
import { route, type Job } from './job';
import { Victims } from './victims';

/** Longer than a lease and than a chunk is left to its message: the sweeper may take up everything. */
const takeOverMs = 31_000;
/** Longer than the host hides the message of a dead process. */
const redeliveryMs = 601_000;

/** Customers of the local seed. */
const seeded = new Set(['contoso', 'fabrikam', 'tailspin']);

/** What a request has left behind. */
export interface Outcome {
  /** Service, tenant, kind and identity of each effect, sorted. */
  readonly effects: readonly string[];
  /** Effects that do not name the request. */
  readonly strangers: number;
  /** Customers on record, and the tenants they have. */
  readonly customers: readonly string[];
  readonly state: string;
  readonly problem: unknown;
  /** States of the recorded effects. */
  readonly recorded: readonly string[];
  /** What the list shows of this action's requests that were not there before: whether it is this one, and its state. */
  readonly made: readonly (readonly [isThis: boolean, state: string])[];
  /** Requests still in the table of unfinished ones. */
  readonly open: readonly string[];
}

export class Scene {
  readonly #known = new Set<string>();
  #key = '';
  #seq = 0;

  constructor(
    readonly world: TestWorld,
    readonly victims: Victims,
    readonly action: AnyAction,
  ) {}

  get order(): Order {
    const { name, example, target } = this.action;
    const customer = target === 'customer' ? { customer: 'contoso' } : {};
    return { action: name, input: example, mode: 'apply', onFailure: 'status', ...customer };
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
    const { cloud } = this.world;
    this.#key = randomUUID();
    await cloud.control('reset', {});
    await this.#forgetCustomers();
    this.world.restart();
    const { seed, calls = [] } = preparations[this.action.name] ?? {};
    if (seed) await cloud.control('seed', seed);
    for (const call of calls) await this.world.run(call.action, call.input);
    for (const { id } of await this.#requests()) this.#known.add(id);
    for (const id of await this.#open()) this.#known.add(id);
    this.#seq = (await this.#effectsAfter(0)).length;
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
    return {
      effects: effects.map(({ service, tenant, kind, identity }) => [service, tenant, kind, identity].join(' ')).sort(),
      strangers: effects.filter(({ correlationId }) => correlationId !== id).length,
      customers: customers.map(({ customerId, tenantId }) => `${customerId} ${String(tenantId)}`).sort(),
      state,
      problem: item?.problem,
      recorded: item?.effects.map((effect) => `${effect.key} ${effect.state}`) ?? [],
      made: (await this.#requests()).filter((one) => !this.#known.has(one.id)).map((one) => [one.id === id, one.state]),
      open: (await this.#open()).filter((one) => !this.#known.has(one)),
    };
  }

  /** The rows of a request's ledger, and the writing calls Graph has received. */
  async traces(id: string): Promise<{ readonly rows: readonly unknown[]; readonly writes: readonly unknown[] }> {
    const rows: unknown[] = [];
    const filter = `PartitionKey ge '${id}' and PartitionKey lt '${id}~'`;
    for await (const { etag: _etag, timestamp: _at, ...row } of this.#table('ledger').listEntities({
      queryOptions: { filter },
    })) {
      rows.push(row);
    }
    const calls = (await this.world.cloud.control('calls'))['value'] as Body[];
    return { rows, writes: calls.filter(({ service, method }) => service === 'graph' && method !== 'GET') };
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

  async #open(): Promise<string[]> {
    return (await listOpen(this.#table('openrequests'))).map(({ requestId }) => requestId);
  }

  /** Customers that were linked outlive a reset of the cloud. */
  async #forgetCustomers(): Promise<void> {
    const table = this.#table('customers');
    await table.createTable();
    for await (const { partitionKey = '', rowKey = '', record } of table.listEntities<{ record: string }>()) {
      if (!seeded.has((JSON.parse(record) as CustomerRecord).customerId))
        await table.deleteEntity(partitionKey, rowKey);
    }
  }

  #table(name: string): TableClient {
    return TableClient.fromConnectionString(this.world.storage.connectionString, name, {
      allowInsecureConnection: true,
    });
  }
}

/** A world for a test file, and victims that live in it. */
export function scenesForTests(): (action: AnyAction) => Promise<Scene> {
  const world = worldForTests();
  let victims: Victims | undefined;
  afterAll(() => victims?.close());
  return async (action) => {
    if (!victims) {
      const { cloud, storage } = world();
      const { STEWARD_SEED_FILE: _seed, ...env } = appEnvironment({
        appUrl: 'http://127.0.0.1:7071',
        cloudUrl: cloud.url,
        connectionString: storage.connectionString,
      });
      victims = await Victims.start(env);
    }
    return new Scene(world(), victims, action);
  };
}
