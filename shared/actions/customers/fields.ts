import { z } from 'zod';

/** A customer as it stands on record. */
export const customerFields = z.strictObject({
  customerId: z.string(),
  tenantId: z.string().nullable(),
  domain: z.string().nullable(),
  displayName: z.string(),
});
