import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { GrantStore } from './callers/grant-store';
import type { CustomerWriter } from './connections/types';
import { ConfigurationError, UpstreamError } from './errors';

const setting = 'STEWARD_SEED_FILE';
const time = z.iso.datetime({ offset: true });

const seedFile = z.strictObject({
  grants: z.array(
    z.strictObject({
      caller: z.string().min(1),
      effect: z.enum(['allow', 'deny']),
      actions: z.array(z.string().min(1)).min(1),
      customers: z.array(z.string().min(1)).min(1),
      kinds: z.array(z.enum(['read', 'create', 'update', 'delete'])).exactOptional(),
      modes: z.array(z.enum(['apply', 'plan'])).exactOptional(),
      validFrom: time.exactOptional(),
      validTo: time.exactOptional(),
    }),
  ),
  customers: z.array(
    z.strictObject({
      customerId: z.string().min(1).max(100),
      tenantId: z.guid().nullable(),
      domain: z.string().min(1).nullable(),
      displayName: z.string().min(1),
    }),
  ),
});

export type Seed = z.infer<typeof seedFile>;

/** Reads the file a new installation starts from; a fault names the place in it. */
export async function readSeed(file: string): Promise<Seed> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError(setting, `${setting}: ${file} cannot be read as JSON (${reason}).`);
  }
  const parsed = seedFile.safeParse(content);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ConfigurationError(
    setting,
    `${setting}: ${file} at /${issue?.path.join('/') ?? ''}: ${issue?.message ?? ''}.`,
  );
}

export interface SeedStores {
  readonly grants: Pick<GrantStore, 'add'>;
  readonly customers: Pick<CustomerWriter, 'insert'>;
}

/** Writes what is absent; what is there stays as it is. */
export async function writeSeed(seed: Seed, { grants, customers }: SeedStores): Promise<void> {
  for (const grant of seed.grants) await grants.add(grant);
  for (const customer of seed.customers) {
    try {
      await customers.insert(customer, 'seed');
    } catch (error) {
      if (!(error instanceof UpstreamError && error.code === 'ALREADY_EXISTS')) throw error;
    }
  }
}
