import type { AnyAction, Limits } from '../actions/action';
import type { Grants } from '../callers/grants';
import type { Exchange } from '../connections/exchange/client';
import type { Graph } from '../connections/graph/client';
import type { PartnerCenter } from '../connections/partner-center/client';
import type { Vault } from '../connections/key-vault/vault';
import type { Queues } from '../connections/storage/queues';
import type { CustomerWriter, OrderWriter } from '../connections/types';
import type { Pauses } from '../limits/pauses';
import type { Permits } from '../limits/permits';
import type { Log } from '../log';
import type { OpenLedger } from './ledger/tables';

/** What the life of requests needs of the rest of the product. */
export interface Services {
  readonly ledger: OpenLedger;
  readonly queues: Queues;
  readonly vault: Pick<Vault, 'secret' | 'wrap' | 'unwrap'>;
  readonly graph: Graph;
  readonly exchange: Exchange;
  readonly partnerCenter: PartnerCenter;
  readonly customers: CustomerWriter;
  readonly orders: OrderWriter;
  readonly grants: Grants;
  readonly log: Log;
  readonly findAction: (name: string) => AnyAction | undefined;
  readonly partnerTenantId: string;
  readonly limits: Limits;
  /** Quotas of Microsoft's services, shared by all instances. */
  readonly permits: Permits;
  readonly pauses: Pauses;
  /** Client id of our app, whose directory extension carries the marker. */
  readonly clientId: string;
}
