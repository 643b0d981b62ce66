import { createGrantStore } from '../../shared/callers/grant-store';
import { createCustomers } from '../../shared/customers/store';
import { writeSeed, type Seed } from '../../shared/seed';
import { clients, samClientId } from '../cloud/entra/clients';
import { seededRefreshToken } from '../cloud/entra/refresh-tokens';
import seed from '../seed.json';
import { loadSigningKeys } from './microsoft/signing-key';
import { TableStore } from './storage/tables';
import type { Ground } from './trial';

/** Makes what all trials begin with: the grants and customers of a new local installation. */
export async function createGround(): Promise<Ground> {
  const tables = new TableStore();
  const seen = tables.seenBy((_what, arrive) => Promise.resolve(arrive()));
  const customers = createCustomers({ tables: seen, tenantIdOf: () => Promise.resolve(undefined) });
  await writeSeed(seed as Seed, { grants: createGrantStore(seen), customers });
  return {
    tables,
    secrets: {
      'sam-refresh-token': seededRefreshToken,
      'sam-client-secret': clients[samClientId]?.secret ?? '',
      'steward-fingerprint-key': 'fingerprints of a simulation',
    },
    newSigningKey: await loadSigningKeys(),
  };
}
