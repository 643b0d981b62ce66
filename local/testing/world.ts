// What the engine's tests share: the product in this process against the local cloud and storage, driven by its own
// queue messages, on a clock that is moved instead of waited for.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished } from 'vitest';
import { QueueServiceClient } from '@azure/storage-queue';
import type { AnyAction } from '../../shared/actions/action';
import { findAction } from '../../shared/actions/catalogue';
import type { Caller, Order, RequestView } from '../../shared/requests/records';
import { finalStates } from '../../shared/requests/records';
import { lanes } from '../../shared/requests/lanes';
import type { Grant } from '../../shared/callers/grants';
import { createTables } from '../../shared/connections/storage/tables';
import { createLog } from '../../shared/log';
import { createSteward, type Steward } from '../../shared/steward';
import { loadConfig } from '../../shared/config';
import type { JsonObject } from '../../shared/json';
import { appEnvironment } from '../start/app-environment';
import { startCloud, type Cloud } from '../cloud';
import { CloudClient, type Body } from '../cloud/testing';
import { startStorage, type Storage } from '../runtime/storage';

export const operator: Caller = {
  id: 'local-operator',
  kind: 'application',
  roles: ['Steward.Operator'],
  tenantId: '11111111-1111-1111-1111-111111111111',
};

const contoso = '22222222-2222-2222-2222-222222222222';

export class TestWorld {
  /** Every line logged. */
  readonly logs: string[] = [];
  /** Actions of a test's own, beside the catalogue. */
  extraActions: readonly AnyAction[] = [];
  #steward: Promise<Steward> | undefined;

  constructor(
    readonly cloud: CloudClient,
    readonly storage: Storage,
  ) {}

  /** The product as one process has it. */
  get steward(): Promise<Steward> {
    return (this.#steward ??= this.newSteward());
  }

  /** Another process of the same app: nothing is shared but storage and the cloud. */
  newSteward(connectionString = this.storage.connectionString): Promise<Steward> {
    const env = appEnvironment({ appUrl: 'http://127.0.0.1:7071', cloudUrl: this.cloud.url, connectionString });
    Object.assign(process.env, {
      IDENTITY_ENDPOINT: env['IDENTITY_ENDPOINT'],
      IDENTITY_HEADER: env['IDENTITY_HEADER'],
    });
    return createSteward(
      loadConfig(env),
      createLog((line) => this.logs.push(line)),
      (name) => this.extraActions.find((action) => action.name === name) ?? findAction(name),
    );
  }

  /** Forgets the process: what only its memory held is gone. */
  restart(): void {
    this.#steward = undefined;
  }

  async submit(action: string, input: JsonObject, order: Partial<Order> = {}, caller = operator): Promise<string> {
    const { requests } = await this.steward;
    const { id } = await requests.submit(caller, {
      action,
      customer: 'contoso',
      input,
      mode: 'apply',
      onFailure: 'status',
      ...order,
    });
    return id;
  }

  async view(id: string): Promise<RequestView> {
    return (await this.steward).requests.get(operator, id);
  }

  /** Submits and works until it is final. */
  async run(action: string, input: JsonObject, order: Partial<Order> = {}, caller = operator): Promise<RequestView> {
    return this.finish(await this.submit(action, input, order, caller));
  }

  /** Works, moving the clock over every wait, until the request is final. */
  async finish(id: string): Promise<RequestView> {
    for (let rounds = 0; rounds < 400; rounds += 1) {
      await this.work();
      const view = await this.view(id);
      if (finalStates.has(view.state)) return view;
      await this.advance(view.item?.nextAttemptAt ? Date.parse(view.item.nextAttemptAt) - Date.now() + 1_000 : 5_000);
      await (await this.steward).worker.sweep();
    }
    throw new Error(`Request ${id} does not come to an end.`);
  }

  /** Delivers what is visible in the queues; returns how many messages that were. */
  async work(): Promise<number> {
    const { worker } = await this.steward;
    let delivered = 0;
    for (const lane of Object.values(lanes)) {
      for (const message of await this.takeMessages(lane)) {
        delivered += 1;
        await worker.run(message);
      }
    }
    return delivered === 0 ? 0 : delivered + (await this.work());
  }

  /** Takes visible messages off a queue, as texts. */
  async takeMessages(lane: string): Promise<string[]> {
    const queue = QueueServiceClient.fromConnectionString(this.storage.connectionString).getQueueClient(lane);
    await queue.createIfNotExists();
    const { receivedMessageItems } = await queue.receiveMessages({ numberOfMessages: 32 });
    await Promise.all(receivedMessageItems.map((item) => queue.deleteMessage(item.messageId, item.popReceipt)));
    return receivedMessageItems.map((item) => Buffer.from(item.messageText, 'base64').toString('utf8'));
  }

  /** Writes a grant as an operator would; storage is shared by a file's tests, so it ends with the test. */
  async deny(grant: Grant): Promise<void> {
    const table = await createTables({ connectionString: this.storage.connectionString }).open('grants');
    const row = { partitionKey: 'grants', rowKey: `test:${randomUUID()}` };
    await table.createEntity({ ...row, grant: JSON.stringify(grant) });
    onTestFinished(async () => {
      await table.deleteEntity(row.partitionKey, row.rowKey);
    });
  }

  /** Waits until every fault set has hit its call: a delayed call has then arrived and is not yet answered. */
  async faultsHit(): Promise<void> {
    await expect.poll(async () => (await this.cloud.control('faults'))['value'], { timeout: 10_000 }).toEqual([]);
  }

  /** Deletes all rows of a table. */
  async clear(name: string): Promise<void> {
    const table = await createTables({ connectionString: this.storage.connectionString }).open(name);
    for await (const { partitionKey = '', rowKey = '' } of table.listEntities()) {
      await table.deleteEntity(partitionKey, rowKey);
    }
  }

  async advance(ms: number): Promise<void> {
    await this.cloud.control('clock', { advance: `PT${String(Math.max(Math.ceil(ms / 1000), 1))}S` });
  }

  async effects(tenant = contoso): Promise<readonly Body[]> {
    return this.cloud.effects(tenant);
  }

  /** Kinds and identities of what changed, in order. */
  async changes(tenant = contoso): Promise<string[]> {
    return (await this.effects(tenant)).map(({ kind, identity }) => `${String(kind)} ${String(identity)}`);
  }
}

/** One storage and cloud for a test file; the cloud is reset before each test, storage keeps what earlier tests left. */
export function worldForTests(): () => TestWorld {
  let cloud: Cloud | undefined;
  let storage: Storage | undefined;
  let world: TestWorld | undefined;
  beforeAll(async () => {
    storage = await startStorage({ queue: 'small' });
    cloud = await startCloud({ port: 0, storage });
  });
  beforeEach(async () => {
    if (!cloud || !storage) throw new Error('The world has not started.');
    world = new TestWorld(new CloudClient(cloud.url), storage);
    await world.cloud.control('reset', {});
    await world.cloud.send('DELETE', '/control/faults');
    for (const lane of Object.values(lanes)) await world.takeMessages(lane);
    // Its clock has gone back: what was reserved by the old one lies in the far future.
    for (const table of ['quotas', 'circuits', 'pauses']) await world.clear(table);
  });
  afterAll(async () => {
    await cloud?.close();
    await storage?.close();
  });
  return () => {
    if (!world) throw new Error('The world has not started.');
    return world;
  };
}
