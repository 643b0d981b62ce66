import type { JsonObject } from '../../json';
import { InputError } from '../../errors';
import { isGuid } from '../look-up';
import { findRecipient, ruledOut, type FoundRecipient, type Readers } from './find';

/** Where mail is to be forwarded. */
export interface ForwardTarget extends JsonObject {
  /** null: an address elsewhere. */
  readonly recipient: FoundRecipient | null;
  readonly address: string;
}

/**
 * Says what a key stands for. An address of the tenant's own that nobody has is refused: mail sent there would be lost.
 */
export async function findTarget(readers: Readers, mailbox: FoundRecipient, key: string): Promise<ForwardTarget> {
  const recipient = await findRecipient(readers, key);
  if (recipient?.id === mailbox.id) throw new InputError('INPUT_INVALID', 'A mailbox cannot forward to itself.');
  if (recipient) return { recipient, address: recipient.address };
  if (isGuid(key) || (await isOwnDomain(readers, key)))
    throw ruledOut('RECIPIENT_NOT_FOUND', `There is no recipient ${key} in the tenant.`);
  return { recipient: null, address: key.toLowerCase() };
}

/** Domains of which Exchange knows every address. */
async function isOwnDomain({ exchange }: Readers, address: string): Promise<boolean> {
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
  const { value } = await exchange.run<{ readonly DomainName: string; readonly DomainType: string }>(
    'Get-AcceptedDomain',
    {},
  );
  return value.some((row) => row.DomainName.toLowerCase() === domain && row.DomainType === 'Authoritative');
}
