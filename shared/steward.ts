import { findAction } from './actions/catalogue';
import { createAuthenticate } from './callers/authenticate';
import { createGrantStore } from './callers/grant-store';
import type { Grants } from './callers/grants';
import type { Config } from './config';
import { createTenantLookup } from './connections/entra/tenant';
import { createExchange } from './connections/exchange/client';
import { createGraph, type Graph } from './connections/graph/client';
import { createSend, type Send } from './connections/http/send';
import { createPartnerCenter } from './connections/partner-center/client';
import { createVault, type Vault } from './connections/key-vault/vault';
import { createQueues, type Queues } from './connections/storage/queues';
import { createTables, type Tables } from './connections/storage/tables';
import type { CustomerReader } from './connections/types';
import { createCustomers } from './customers/store';
import { createPauses } from './limits/pauses';
import { createPermits } from './limits/permits';
import { quotasOf } from './limits/quotas';
import { createLog, type Log } from './log';
import { createOrders } from './orders/store';
import { ledgerTables } from './requests/ledger/tables';
import type { Caller, Requests } from './requests/records';
import { createRequests } from './requests/requests';
import { longestCallMs } from './requests/run/effects/send';
import type { Services } from './requests/services';
import { createWorker, type Worker } from './requests/worker';
import { createCircuit } from './sam/circuit';
import { createTokenSource } from './sam/tokens';
import { readSeed, writeSeed } from './seed';

/** The product, put together. `functions/` turns triggers into calls of this and nothing else. */
export interface Steward {
  readonly config: Config;
  readonly log: Log;
  /** Who calls, from the Authorization header. */
  readonly authenticate: (authorization: string | null) => Promise<Caller>;
  readonly requests: Requests;
  readonly worker: Worker;
  readonly grants: Grants;
  readonly customers: CustomerReader;
  readonly graph: Graph;
}

/** All that lies outside the process. */
export interface FarEnds {
  readonly tables: Tables;
  readonly queues: Queues;
  readonly vault: Vault;
  readonly send: Send;
}

/** Puts the product together from its settings. */
export async function createSteward(
  config: Config,
  log: Log = createLog(),
  find: Services['findAction'] = findAction,
): Promise<Steward> {
  const { loginUrl, graphUrl, exchangeUrl, partnerCenterUrl, storage } = config;
  const origins = [loginUrl, graphUrl, exchangeUrl, partnerCenterUrl];
  const farEnds = {
    tables: createTables(storage),
    queues: createQueues(storage),
    vault: createVault(config),
    send: createSend({ timeoutMs: longestCallMs, origins }),
  };
  return assemble(config, farEnds, log, find);
}

/** The same between given far ends; writes what the seed file has and storage has not. */
export async function assemble(
  config: Config,
  { tables, queues, vault, send }: FarEnds,
  log: Log,
  find: Services['findAction'],
): Promise<Steward> {
  const { loginUrl, graphUrl, exchangeUrl, partnerCenterUrl, clientId, partnerTenantId } = config;
  const tokens = createTokenSource({ loginUrl, clientId, vault, send, circuit: createCircuit(tables, log) });
  const graph = createGraph({
    graphUrl,
    resource: config.graphResource,
    tokens,
    send,
    batchSize: config.graphBatchSize,
  });
  const exchange = createExchange({
    exchangeUrl,
    resource: config.exchangeResource,
    adminApi: config.exchangeAdminApi,
    tokens,
    send,
  });
  const partnerCenter = createPartnerCenter({
    partnerCenterUrl,
    resource: config.partnerCenterResource,
    partnerTenantId,
    tokens,
    send,
  });
  const customers = createCustomers({ tables, tenantIdOf: createTenantLookup({ loginUrl, send }) });
  const grants = createGrantStore(tables);
  if (config.seedFile !== undefined) await writeSeed(await readSeed(config.seedFile), { grants, customers });
  const services: Services = {
    ledger: ledgerTables(tables),
    queues,
    vault,
    graph,
    exchange,
    partnerCenter,
    customers,
    orders: createOrders(tables),
    grants,
    log,
    findAction: find,
    partnerTenantId,
    limits: { seatsPerOrder: config.maxSeatsPerOrder },
    permits: createPermits({ tables, clientId, quotas: quotasOf(config.writes) }),
    pauses: createPauses(tables),
    clientId,
  };
  return {
    config,
    log,
    authenticate: createAuthenticate(config),
    requests: createRequests(services),
    worker: createWorker(services),
    grants,
    customers,
    graph,
  };
}
