import { z } from 'zod';
import { text } from '../fields';
import { isGuid } from '../look-up';

/** No names: more than one mailbox may have the same, and Exchange takes `*` in them for any text. */
const idOrAddress = text(320).refine(
  (value) => isGuid(value) || /^[^\s@*"<>]+@[^\s@*"<>]+\.[^\s@*"<>]+$/.test(value),
  'Must be an id or an address.',
);

export const mailbox = idOrAddress.describe('Id, user principal name or address of the mailbox');
export const grantee = idOrAddress.describe('Id, user principal name or address of who has access');
export const forwardTo = idOrAddress.describe('Recipient of the tenant (id or address), or any other address');

/** What every action on a mailbox gives. */
export const mailboxOutput = z.strictObject({ id: z.string(), address: z.string() });
