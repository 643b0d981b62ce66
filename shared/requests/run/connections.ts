import type { Context } from '../../actions/action';
import type { CallContext, ConnectionName, ReadConnections, WriteConnections } from '../../connections/types';
import type { Item } from '../ledger/item-row';
import type { ChunkRun } from './chunk-run';

type Tied = Pick<Context<ConnectionName>, ConnectionName | 'customer' | 'limits' | 'marker' | 'markerProperty'>;

/** What an action may read, and whose it is: always the tenant of the item's chunk. */
export function readersOf({ record, customerId, tenantId, services }: ChunkRun, item: Item): Tied {
  return {
    ...readers(services, { tenantId, requestId: record.id }),
    customer: { customerId, tenantId },
    limits: services.limits,
    marker: `${record.id}:${String(item.row)}`,
    // https://learn.microsoft.com/graph/extensibility-overview#directory-microsoft-entra-id-extensions
    markerProperty: `extension_${services.clientId.replaceAll('-', '')}_stewardRequest`,
  };
}

/** What an effect's `send` may use: calls that may leave until `sendBy`; `key` names this try of this effect. */
export function writersOf({ record, tenantId, services }: ChunkRun, item: Item) {
  return (sendBy: number, key: string): Pick<WriteConnections, ConnectionName> => {
    const callKey = `${record.id}/${String(item.row)}/${key}`;
    return writers(services, { tenantId, requestId: record.id, sendBy, callKey });
  };
}

function readers(
  { graph, exchange, partnerCenter, customers, orders, pauses }: ChunkRun['services'],
  call: CallContext,
): ReadConnections {
  return {
    graph: graph.reader(call),
    exchange: exchange.reader(call),
    partnerCenter: partnerCenter.reader(call),
    customers,
    orders,
    pauses,
  };
}

function writers(
  { graph, exchange, partnerCenter, customers, orders, pauses }: ChunkRun['services'],
  call: CallContext,
): WriteConnections {
  return {
    graph: graph.writer(call),
    exchange: exchange.writer(call),
    partnerCenter: partnerCenter.writer(call),
    customers,
    orders,
    pauses,
  };
}
